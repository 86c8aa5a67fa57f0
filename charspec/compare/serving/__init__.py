"""The page of `charspec compare --serve`: it follows its runs, and an epoch is picked on it."""

from charspec.compare.serving.routes import routes
from charspec.compare.serving.watched import Watched

__all__ = ["Watched", "routes"]
