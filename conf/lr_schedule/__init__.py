"""How the learning rate runs over the training."""
