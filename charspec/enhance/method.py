"""What enlarges pictures: the weights that a project or a command names, or plain resizing.

charspec.toml, in the spec's folder or above it (or `[tool.charspec.enhance]` of pyproject.toml):

    [enhance]
    weights = "weights/4x-anime.onnx"    # relative to this file

No weights come with charspec, and none are downloaded.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any, Literal, NamedTuple

from charspec.errors import CharspecError
from charspec.files import is_file, read_file, why
from charspec.images import sha256
from charspec.project import CONFIG_FILES
from charspec.project import ENHANCE as TABLE

FACTOR = 2
"""`enhance: 2x`: the sides of a copy are these times its original's."""

KEY = "weights"
_MAX_BYTES = 1 << 20
_PICKLES = (".pth", ".pt", ".ckpt", ".bin", ".pkl")


class Method(NamedTuple):
    """How pictures are enlarged: by the network in `weights`, or by resizing if there are none."""

    weights: Path | None = None

    @property
    def kind(self) -> Literal["lanczos", "onnx", "spandrel"]:
        """The library at work: Pillow's Lanczos, onnxruntime, or spandrel (torch)."""
        if self.weights is None:
            return "lanczos"
        return "onnx" if self.weights.suffix.lower() == ".onnx" else "spandrel"

    @property
    def name(self) -> str:
        """As people are told: the weights' file, or what resizing is."""
        return self.weights.name if self.weights else "Lanczos, which is plain resizing"

    @property
    def key(self) -> str:
        """The same for the same pixels: the method with the sha256 of its weights, wherever they lie."""
        return f"{self.kind} {_digest(self.weights)}" if self.weights else self.kind


LANCZOS = Method()


def method_of(folder: Path) -> Method:
    """The method of the spec in `folder`: of the nearest file above it that has a table `[enhance]`.

    Raises CharspecError (exit 2) for a table that cannot be, and for weights that are not there.
    """
    start = folder.resolve()
    for above in (start, *start.parents):
        for name in CONFIG_FILES:
            table = _table(above / name)
            if table is not None:
                return _from_table(table, above / name)
    return LANCZOS


def with_weights(weights: Path, where: str = "--weights") -> Method:
    """The method of a file of weights; CharspecError (exit 2) if it is not there, or of another kind."""
    suffix = weights.suffix.lower()
    if suffix in _PICKLES:
        raise CharspecError(
            f"{weights.name} is a pickle: opening it runs whatever code its author put in",
            where,
            "Take the same weights as .safetensors or .onnx. If you trust the author, convert it once: "
            "safetensors.torch.save_file(torch.load(FILE, weights_only=True), 'NAME.safetensors'), with the "
            "state dict inside (often below 'params_ema' or 'params').",
        )
    if suffix not in (".onnx", ".safetensors"):
        raise CharspecError(
            f"{weights.name} holds no weights that charspec reads", where, "Name an .onnx or a .safetensors."
        )
    if not is_file(weights):
        raise CharspecError(f"there is no file {weights}", where, "Check the path: nothing is downloaded.")
    return Method(weights)


def _from_table(table: dict[str, Any], file: Path) -> Method:
    for key in table:
        if key != KEY:
            raise CharspecError(f"unknown key '{key}' in [{TABLE}]", str(file), f"The one key is `{KEY}`.")
    named = table.get(KEY)
    if named is None:
        return LANCZOS
    if not isinstance(named, str) or not named:
        hint = f'Write {KEY} = "NAME.onnx", relative to this file.'
        raise CharspecError(f"{KEY} in [{TABLE}] must be the path of a file", str(file), hint)
    return with_weights(file.parent / Path(named).expanduser(), f"{file}: [{TABLE}] {KEY}")


def _table(file: Path) -> dict[str, Any] | None:
    """The table of a file; None if it has none. Most have none, and are not parsed."""
    try:
        raw = read_file(file, _MAX_BYTES)
    except OSError:  # what cannot be read is named by who reads the rest of it
        return None
    if TABLE.encode() not in raw:
        return None
    import tomllib

    try:
        document = tomllib.loads(raw.decode("utf-8-sig").replace("\r\n", "\n"))
    except (UnicodeDecodeError, RecursionError, tomllib.TOMLDecodeError) as error:
        raise CharspecError(f"cannot be read as TOML: {error}", str(file)) from None
    tools = document.get("tool")
    ours = tools.get("charspec") if isinstance(tools, dict) else None
    for table in (document if file.name == CONFIG_FILES[0] else None, ours):
        if isinstance(table, dict) and TABLE in table:
            found = table[TABLE]
            if not isinstance(found, dict):
                raise CharspecError(f"{TABLE} must be a table", str(file), f"Write [{TABLE}] above its keys.")
            return found
    return None


def _digest(weights: Path) -> str:
    try:
        state = weights.stat()
        return _hashed(weights, state.st_size, state.st_mtime_ns)
    except OSError as error:
        raise CharspecError(f"these weights cannot be read: {why(error)}", str(weights)) from None


@functools.lru_cache(maxsize=8)
def _hashed(weights: Path, size: int, changed: int) -> str:
    return sha256(weights)
