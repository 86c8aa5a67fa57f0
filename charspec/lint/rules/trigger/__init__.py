"""T: the trigger."""
