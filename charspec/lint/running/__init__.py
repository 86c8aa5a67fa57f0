"""A run: from the specs on a command line to findings, kept for the next run."""
