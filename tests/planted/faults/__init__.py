"""All faults, by code and name: `FAULTS` is filled by the modules beside this one."""

from tests.planted.faults import captions, dataset, images, settings, spec
from tests.planted.planting import COUNT, FAULTS, Fault, Planted, good

__all__ = ["COUNT", "FAULTS", "Fault", "Planted", "captions", "dataset", "good", "images", "settings", "spec"]
