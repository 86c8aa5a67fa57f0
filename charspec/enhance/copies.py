"""Where enhanced copies lie, and how one is had: found, or made from its original.

A copy is `enhanced/AB/ORIGINAL/METHOD-PIXELS.png` in charspec's cache: the sha256 of the original's bytes, a
digest of the method with its weights, the sha256 of the copy's own pixels. So neither another original nor
other weights ever meet a copy that is not theirs, and a lock can name its copy by its pixels alone, whoever
made it. Pixels are hashed, not the file, since releases of zlib pack the same ones differently.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from charspec.cache import cache_dir
from charspec.enhance.method import FACTOR, Method
from charspec.errors import CharspecError
from charspec.images import MAX_PIXELS
from charspec.images.fitting import upright
from charspec.writing import write_atomically

if TYPE_CHECKING:
    from PIL import Image

_EDITION = 1
"""Raised when the same original and weights give other pixels than before."""

_NAME = re.compile(r"[0-9a-f]{16}-([0-9a-f]{64})\.png")


@dataclass(frozen=True)
class Copy:
    """An enhanced copy: its file (PNG, RGB, upright) and the sha256 of its pixels."""

    path: Path
    sha256: str

    def open(self) -> Image.Image | None:
        """Its pixels; None, and the file gone, if they are not those it was named for."""
        try:
            image = upright(self.path)
            if pixels_sha256(image) == self.sha256:
                return image
        except OSError:
            pass
        self.path.unlink(missing_ok=True)
        return None


def find(original_sha256: str, method: Method) -> Copy | None:
    """The copy of an original by this method, if the cache has one."""
    return _found(original_sha256, f"{_method_digest(method)}-*.png")


def find_locked(original_sha256: str, derived_sha256: str) -> Copy | None:
    """The copy of an original with these pixels, whatever made it, if the cache has it."""
    return _found(original_sha256, f"*-{derived_sha256}.png")


def ensure(original: Path, original_sha256: str, method: Method) -> Copy:
    """The copy of an original by this method: the one that is kept, or one made and kept now.

    Raises CharspecError if the original is too large or cannot be decoded, or the network cannot be run.
    """
    return find(original_sha256, method) or _keep(
        _made(original, original_sha256, method), original_sha256, method
    )


def ensure_locked(
    original: Path, original_sha256: str, derived_sha256: str, choose: Callable[[], Method]
) -> Image.Image:
    """The pixels of the copy that a plan names: kept, or made again by the method that `choose` gives, which
    is asked only then.

    Raises CharspecError (exit 1) if what is made now is not what was locked.
    """
    kept = find_locked(original_sha256, derived_sha256)
    image = kept.open() if kept else None
    if image is not None:
        return image
    method = choose()
    image = _made(original, original_sha256, method)
    made = _keep(image, original_sha256, method)
    if made.sha256 != derived_sha256:
        raise CharspecError(
            f"the enhanced copy that the plan wants is not in the cache, and {method.name} makes another "
            f"(sha256 {made.sha256[:12]}…, not {derived_sha256[:12]}…)",
            str(original),
            "Name the weights it was made with (`[enhance] weights` in charspec.toml), or compile again to "
            "train on this one. With the same weights, another version of a library or another device may "
            f"round otherwise: then copy {cache_dir() / 'enhanced'} from the machine that locked it.",
            1,
        )
    return image


def pixels_sha256(image: Image.Image) -> str:
    """The sha256 of a picture's size and RGB values."""
    head = f"{image.mode} {image.width}x{image.height}\n"
    return hashlib.sha256(head.encode() + image.tobytes()).hexdigest()


def _made(original: Path, original_sha256: str, method: Method) -> Image.Image:
    """An original at FACTOR times its size; CharspecError if it is another one by now."""
    from PIL import Image

    try:
        data = original.read_bytes()
        if hashlib.sha256(data).hexdigest() != original_sha256:
            raise CharspecError(
                "this picture is not the one that its enhanced copy is wanted of",
                str(original),
                "Put the old one back, or compile again.",
                1,
            )
        image = upright(io.BytesIO(data))
    except OSError as error:
        raise CharspecError(
            f"this picture cannot be decoded: {error}", str(original), "Save it again.", 1
        ) from None
    width, height = image.width * FACTOR, image.height * FACTOR
    if width * height > MAX_PIXELS:
        raise CharspecError(
            f"its enhanced copy would have {width}×{height} px, more than {MAX_PIXELS // 10**6} million",
            str(original),
            "A picture of this size needs none: take `enhance` out of the spec.",
            1,
        )
    if method.weights is None:
        return image.resize((width, height), Image.Resampling.LANCZOS)
    from charspec.enhance.opening import open_network
    from charspec.enhance.tiles import enlarged

    return enlarged(image, open_network(method), FACTOR)


def _keep(image: Image.Image, original_sha256: str, method: Method) -> Copy:
    packed = io.BytesIO()
    # 1 packs photographs nearly as small as 6 does, four times as fast.
    image.save(packed, "PNG", compress_level=1)
    digest = pixels_sha256(image)
    path = _folder(original_sha256) / f"{_method_digest(method)}-{digest}.png"
    write_atomically(path, packed.getvalue())
    return Copy(path, digest)


def _found(original_sha256: str, pattern: str) -> Copy | None:
    for path in sorted(_folder(original_sha256).glob(pattern)):
        if name := _NAME.fullmatch(path.name):
            return Copy(path, name[1])
    return None


def _folder(original_sha256: str) -> Path:
    return cache_dir() / "enhanced" / original_sha256[:2] / original_sha256


def _method_digest(method: Method) -> str:
    return hashlib.sha256(f"{_EDITION} {FACTOR}x {method.key}".encode()).hexdigest()[:16]
