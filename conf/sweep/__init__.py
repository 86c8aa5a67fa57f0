"""How the runs of one command are planned together."""
