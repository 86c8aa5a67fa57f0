"""A page on this machine to go through drafts one by one: picture, caption, fields, keys.

What is accepted is written to the spec at once, comments kept, and is a draft no longer.
"""

from charspec.prepare.review.routes import routes
from charspec.prepare.review.session import Review

__all__ = ["Review", "routes"]
