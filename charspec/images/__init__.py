"""Header facts and cheap signals of picture files; decoding only where it is asked for."""

from charspec.images.decode import check_readable
from charspec.images.facts import (
    MAX_PIXELS,
    SUFFIXES,
    ImageFacts,
    TooManyPixelsError,
    UnreadableImageError,
    expected_format,
    is_picture_name,
    read_facts,
    sha256,
)

__all__ = [
    "MAX_PIXELS",
    "SUFFIXES",
    "ImageFacts",
    "TooManyPixelsError",
    "UnreadableImageError",
    "check_readable",
    "expected_format",
    "is_picture_name",
    "read_facts",
    "sha256",
]
