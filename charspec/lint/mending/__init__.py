"""`--fix`: what fixes make of the files of a spec."""
