"""One file per base model: its repository and the facts that lint and compile need."""
