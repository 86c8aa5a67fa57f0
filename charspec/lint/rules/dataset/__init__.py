"""D: the set as a whole."""
