"""The machine: precision and threads."""
