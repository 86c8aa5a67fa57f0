"""The embedded base `tiny`: a text-to-image model in the FLUX.2-klein classes, small enough for a laptop's CPU."""
