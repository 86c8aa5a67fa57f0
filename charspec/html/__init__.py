"""What every page charspec writes stands on: markup that cannot be broken, and a policy that lets nothing
in."""

from charspec.html.markup import Attribute, Html, element, join
from charspec.html.policy import policy

__all__ = ["Attribute", "Html", "element", "join", "policy"]
