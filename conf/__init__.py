"""The Hydra groups: plain YAML, one folder per group, one file per choice."""
