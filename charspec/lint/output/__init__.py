"""Output formats: one module each, with `write(results, colour=...) -> str`."""
