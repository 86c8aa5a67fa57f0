"""B: the base model."""
