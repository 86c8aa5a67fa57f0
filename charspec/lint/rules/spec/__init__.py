"""S: the spec itself."""
