"""P: test prompts."""
