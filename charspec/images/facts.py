"""Facts of picture files: what they are, how large, and whether they can be decoded to the end."""

import hashlib
import os
import pathlib
import warnings
from typing import NamedTuple

from charspec.errors import CharspecError
from charspec.files import open_file, why
from charspec.images.headers import BadHeader, Header, read_header

SUFFIXES = (".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif", ".tif", ".tiff")
"""The endings by which a folder is scanned for pictures."""

MAX_PIXELS = 50_000_000
"""Larger pictures are refused before they are decoded: a small file can unpack to gigabytes."""

_MAX_BYTES = 1 << 30
"""50 million pixels of the deepest kind, without any compression, take 400 MB."""

_FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "GIF", "TIFF")
_SUFFIX_FORMATS = {
    ".png": "PNG",
    ".jpg": "JPEG",
    ".jpeg": "JPEG",
    ".webp": "WEBP",
    ".bmp": "BMP",
    ".gif": "GIF",
    ".tif": "TIFF",
    ".tiff": "TIFF",
}


class UnreadableImageError(CharspecError):
    """A picture that is missing, broken, moving, or no picture."""


class TooManyPixelsError(UnreadableImageError):
    """A picture of more than MAX_PIXELS, by what its header says."""


class ImageFacts(NamedTuple):
    """What the header of a picture says. `width` and `height` are those stored, in pixels.

    `orientation` is the EXIF value, 1 (as stored) to 8; `size` is what a person sees.
    """

    format: str
    width: int
    height: int
    orientation: int
    animated: bool
    alpha: bool

    @property
    def size(self) -> tuple[int, int]:
        """Width and height after the EXIF rotation."""
        return (self.height, self.width) if self.orientation >= 5 else (self.width, self.height)

    @property
    def pixels(self) -> int:
        """How many pixels decoding it makes."""
        return self.width * self.height


def read_facts(path: pathlib.Path, shown: str | None = None) -> ImageFacts:
    """Read a picture's header; `shown` is the name to print for it.

    Raises UnreadableImageError if there is none, or it is no picture. Size is not judged here.
    """
    where = shown or str(path)
    try:
        with open_file(path) as stream:
            if os.fstat(stream.fileno()).st_size > _MAX_BYTES:
                raise broken(where, f"it is larger than {_MAX_BYTES >> 30} GiB")
            header = read_header(stream)
    except FileNotFoundError:
        raise UnreadableImageError("no such picture", where, "Check the path.", 1) from None
    except BadHeader as error:
        raise broken(where, str(error)) from None
    except (OSError, ValueError) as error:
        raise UnreadableImageError(f"cannot be read: {why(error)}", where, exit_code=1) from None
    header = header or _header_by_pillow(path, where)
    if header.width < 1 or header.height < 1:
        raise broken(where, "its header says it has no pixels")
    return ImageFacts(
        header.format, header.width, header.height, header.orientation, header.animated, header.alpha
    )


def sha256(path: pathlib.Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal."""
    with open_file(path) as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def expected_format(path: pathlib.PurePath) -> str | None:
    """The format that a file's ending promises; None for an ending that promises none."""
    suffix = path.suffix.lower()
    return _SUFFIX_FORMATS.get(suffix)


def is_picture_name(name: str) -> bool:
    """Whether a file's name says that it is a picture."""
    return pathlib.PurePosixPath(name).suffix.lower() in SUFFIXES


def _header_by_pillow(path: pathlib.Path, where: str) -> Header:
    from PIL import ExifTags, Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(path, formats=_FORMATS) as image:
                tags = image.getexif()
                orientation = int(tags.get(ExifTags.Base.Orientation, 1))
                return Header(
                    str(image.format),
                    # Pillow gives a TIFF's size after its rotation; its tags say what is stored.
                    int(tags.get(ExifTags.Base.ImageWidth, image.width)),
                    int(tags.get(ExifTags.Base.ImageLength, image.height)),
                    orientation if 1 <= orientation <= 8 else 1,
                    image.format != "TIFF" and getattr(image, "n_frames", 1) > 1,
                    image.has_transparency_data,
                )
    except Exception:  # as above
        hint = f"Pictures are {', '.join(_FORMATS)}."
        raise UnreadableImageError("it is not a picture that charspec reads", where, hint, 1) from None


def broken(where: str, why: str) -> UnreadableImageError:
    """The error of a picture that begins as one and then makes no sense."""
    return UnreadableImageError(f"it is broken: {why}", where, "Save or download the picture again.", 1)
