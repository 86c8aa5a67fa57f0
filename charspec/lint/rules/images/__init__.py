"""I: each picture."""
