"""M: what a finished model is released with; these speak only where a spec has `release:`."""
