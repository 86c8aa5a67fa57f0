"""What rules ask of a set: what is known of its pictures, of its test prompts, of the specs beside it."""
