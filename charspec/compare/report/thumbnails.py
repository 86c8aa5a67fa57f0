"""Pictures inside the page: small ones byte for byte, large ones as a thumbnail with a link to the file."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageOps

from charspec.compare.report.links import Link

LIMIT = 512
"""Longest side in px of what is put into a page of a few runs."""

LIMITS = ((150, LIMIT), (400, 384), (1000, 256))
"""Pictures of a page, and the longest side each may have: the page stays below some 20 MB. The originals are
loaded where one looks closer."""

SMALLEST = 192

QUALITY = 82
MIME = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp", "GIF": "image/gif"}
ORIENTATION = 0x0112


@dataclass(frozen=True)
class Picture:
    """A picture as the page holds it."""

    source: str
    """data URI"""
    width: int
    """px of what the data URI holds"""
    height: int
    original: str | None
    """link to the file, where the page holds a thumbnail only"""


@dataclass(frozen=True)
class _Encoded:
    source: str
    width: int
    height: int
    reduced: bool


def limit_for(pictures: int) -> int:
    """Longest side in px of the thumbnails of a page with so many pictures.

    >>> limit_for(120), limit_for(160), limit_for(5000)
    (512, 384, 192)
    """
    return next((side for most, side in LIMITS if pictures <= most), SMALLEST)


def inline(path: Path, link: Link, limit: int = LIMIT) -> Picture | None:
    """The picture for a page; None where there is no file or it cannot be decoded."""
    try:
        stat = path.stat()
        encoded = _encode(path, stat.st_mtime_ns, stat.st_size, limit)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None
    original = link(path) if encoded.reduced else None
    return Picture(encoded.source, encoded.width, encoded.height, original)


# A page is written again after each epoch: what was encoded for the last one is kept (some 40 kB each).
@lru_cache(maxsize=1024)
def _encode(path: Path, modified_ns: int, size: int, limit: int) -> _Encoded:
    content = path.read_bytes()
    with Image.open(io.BytesIO(content)) as image:
        kind = image.format or ""
        full = max(image.size) <= limit
        image.draft("RGB", (limit, limit))  # a large JPEG is decoded at a fraction of its size
        image.load()
        upright = image.getexif().get(ORIENTATION, 1) == 1
        if full and upright and kind in MIME:
            return _Encoded(_data_uri(MIME[kind], content), image.width, image.height, reduced=False)
        turned = ImageOps.exif_transpose(image)
        small = turned.convert("RGBA" if turned.has_transparency_data else "RGB")
        small.thumbnail((limit, limit), Image.Resampling.LANCZOS)
    target = io.BytesIO()
    small.save(target, "WEBP", quality=QUALITY, method=4)
    return _Encoded(_data_uri("image/webp", target.getvalue()), small.width, small.height, reduced=not full)


def _data_uri(mime: str, content: bytes) -> str:
    return f"data:{mime};base64,{base64.b64encode(content).decode('ascii')}"
