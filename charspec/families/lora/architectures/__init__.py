"""One module per architecture, each with `NAMES`: how its modules are called. A new one is a new file."""
