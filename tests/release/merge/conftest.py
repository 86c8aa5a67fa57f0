"""The miniatures of the published bases, as the families' tests have them."""

from tests.families.conftest import miniatures

__all__ = ["miniatures"]
