"""What a run checks: the configuration of a project, and the command line over it."""
