"""How the pictures of each epoch are drawn."""
