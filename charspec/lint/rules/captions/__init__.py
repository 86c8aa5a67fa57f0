"""C: captions."""
