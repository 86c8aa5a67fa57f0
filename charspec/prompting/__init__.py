"""Test prompts that try what a set lacks: one per side of the guide's step 6."""
