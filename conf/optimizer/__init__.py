"""Optimizers and their constants."""
