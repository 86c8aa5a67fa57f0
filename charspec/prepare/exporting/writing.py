"""Writing a set that is laid out: into a hidden folder beside its place, which takes the place when whole."""

from __future__ import annotations

import hashlib
import io
import re
import shutil
from collections.abc import Callable
from pathlib import Path

from charspec.enhance import FACTOR, ensure_locked, method_of
from charspec.errors import CharspecError
from charspec.images.fitting import scaled, upright
from charspec.plan import ItemPlan, canonical_json
from charspec.prepare.exporting.layouts import Laid, is_copied
from charspec.writing import write_atomically


def write_set(laid: Laid, spec_folder: Path, out: Path, step: Callable[[], None] = lambda: None) -> None:
    """Write a set to `out`, which must not be there, or be empty. `step` is called after each picture.

    Called again after it was stopped, it goes on where it stood. Raises CharspecError if `out` holds
    something, or if a picture is gone, is another than the plan's, or cannot be read.
    """
    check_free(out)
    partial = out.with_name(f".{out.name}.{_digest(laid)}.partial")
    for item, place in laid.pictures:
        target = partial / place
        if not target.exists():  # written whole or not at all
            write_atomically(target, _bytes(item, spec_folder))
        step()
    for place, text in laid.texts.items():
        write_atomically(partial / place, text.encode("utf-8"))
    check_free(out)
    if out.exists():
        out.rmdir()
    partial.rename(out)
    _clear(out)


def check_free(out: Path) -> None:
    """Raise CharspecError (exit 2) if something would be overwritten."""
    if out.is_dir() and not any(out.iterdir()):
        return
    if out.exists() or out.is_symlink():
        raise CharspecError("there is something already", str(out), "Choose another folder for --out.")


def _bytes(item: ItemPlan, spec_folder: Path) -> bytes:
    """What a picture's file holds: the original's bytes, or a PNG of the part, or copy, that trains."""
    file = spec_folder / item.file
    try:
        data = file.read_bytes()
    except OSError as error:
        raise CharspecError(f"cannot be read: {error.strerror}", str(file), "Put it back.", 1) from None
    if hashlib.sha256(data).hexdigest() != item.sha256:
        raise CharspecError("changed while the set was written", str(file), "Run the command again.", 1)
    if is_copied(item):
        return data
    if item.derived_sha256 is None:
        try:
            image, crop = upright(io.BytesIO(data)), item.crop
        except OSError as error:
            raise CharspecError(f"cannot be decoded: {error}", str(file), "Save it again.", 1) from None
    else:
        image = ensure_locked(file, item.sha256, item.derived_sha256, lambda: method_of(spec_folder))
        crop = scaled(item.crop, FACTOR) if item.crop else None
    packed = io.BytesIO()
    (image.crop(crop) if crop else image).save(packed, "PNG")
    return packed.getvalue()


def _digest(laid: Laid) -> str:
    """The same for the same files: what an earlier call left behind is then what this one would write."""
    pictures = [(place, item.sha256, item.crop, item.derived_sha256) for item, place in laid.pictures]
    return hashlib.sha256(canonical_json([pictures, dict(laid.texts)]).encode()).hexdigest()[:12]


def _clear(out: Path) -> None:
    """Remove what calls that were stopped left behind for this place, when the set was another one."""
    name = re.compile(rf"\.{re.escape(out.name)}\.[0-9a-f]{{12}}\.partial")
    for folder in out.parent.glob(".*.partial"):
        if name.fullmatch(folder.name) and folder.is_dir() and not folder.is_symlink():
            shutil.rmtree(folder)
