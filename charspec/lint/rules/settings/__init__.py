"""R: training settings."""
