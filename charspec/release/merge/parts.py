"""The LoRAs that go into one: read, and held to be of one base."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from charspec.errors import CharspecError
from charspec.families.lora import Lora, Matrices, bases_like, lora_in, read_header, read_lora
from charspec.release.merge.text_half import TEXT, read_text_half
from charspec.settings import load_base


@dataclass(frozen=True)
class Part:
    """One LoRA and how much of it is wanted. `text`: its text encoder's half by module, empty if it has none;
    `text_sha256`: of that file."""

    file: Path
    sha256: str
    weight: float
    lora: Lora
    text: Mapping[str, Matrices]
    text_sha256: str | None

    @property
    def name(self) -> str:
        return self.file.stem

    @property
    def base(self) -> str | None:
        """The base that the file says it was made for."""
        return self.lora.header.get("charspec.base")

    @property
    def trigger(self) -> str | None:
        return self.lora.header.get("modelspec.trigger_phrase")

    @property
    def rank(self) -> int:
        """The largest of its modules'."""
        return max(matrices.rank for matrices in self.lora.modules.values())


def read_part(path: Path, weight: float, base: str | None) -> Part:
    """Read a LoRA of any trainer's spelling, and its text encoder's half if it has one. `base`: what the user
    says it was made for, where it does not say so itself. CharspecError if it cannot be read or used."""
    file = lora_in(path)
    if file is None:
        raise CharspecError("no such LoRA", str(path), "Name a .safetensors file.")
    header = read_header(file)
    half = header.get("charspec.part")
    if half == TEXT:
        raise CharspecError(
            "this is the text encoder's half of a LoRA",
            str(file),
            "Name the other half, the file without `-text`; this one is found beside it.",
            1,
        )
    said = header.get("charspec.base") or base
    lora = read_lora(file, load_base(said).architecture if said else None)
    text, text_sha256 = read_text_half(file, header) if half else ({}, None)
    return Part(file, hashlib.sha256(file.read_bytes()).hexdigest(), weight, lora, text, text_sha256)


def common_base(parts: Sequence[Part], named: str | None) -> str:
    """The base of all parts, by their headers, else as named by the user, else by their shapes.

    Raises CharspecError (exit 1) if they are of different bases, or if nothing says which it is.
    """
    _refuse_twice(parts)
    said = {part.name: base for part in parts if (base := part.base or named)}
    _refuse_different(said)
    architectures = {part.name: part.lora.architecture for part in parts}
    _refuse_different(architectures)
    _refuse_shapes(parts)
    likely = [set(bases_like(part.lora.architecture, part.lora.modules)) for part in parts]
    shared = set.intersection(*likely)
    if said:
        base = next(iter(said.values()))
        for part, bases in zip(parts, likely, strict=True):
            if bases and base not in bases and any(base in others for others in likely):
                what = f"this LoRA is not for {base}: by its shapes it is for {' or '.join(sorted(bases))}"
                raise CharspecError(what, str(part.file), "Merge LoRAs of one base.", 1)
        return base
    if len(shared) == 1:
        return next(iter(shared))
    guess = f" By their shapes they are for {' or '.join(sorted(shared))}." if shared else ""
    raise CharspecError(
        "none of these LoRAs says which base it was made for",
        hint=f"Say it: --base NAME.{guess}",
        exit_code=1,
    )


def _refuse_twice(parts: Sequence[Part]) -> None:
    seen: dict[str, Part] = {}
    for part in parts:
        if part.sha256 in seen:
            what = f"this is the same LoRA as {seen[part.sha256].file}"
            raise CharspecError(what, str(part.file), "Name it once, with a larger weight.")
        seen[part.sha256] = part


def _refuse_different(said: Mapping[str, str]) -> None:
    if len(set(said.values())) > 1:
        listed = ", ".join(f"{name} for {base}" for name, base in said.items())
        raise CharspecError(
            f"these LoRAs were made for different bases: {listed}",
            hint="What one base has learnt means nothing to another: merge LoRAs of one base.",
            exit_code=1,
        )


def _refuse_shapes(parts: Sequence[Part]) -> None:
    """Raise CharspecError if a module has another size in one LoRA than in another."""
    for half in ("lora", "text"):
        seen: dict[str, tuple[tuple[int, int], Part]] = {}
        for part in parts:
            modules = part.lora.modules if half == "lora" else part.text
            for name, matrices in modules.items():
                size = (matrices.down.shape[1], matrices.up.shape[0])
                first, owner = seen.setdefault(name, (size, part))
                if first != size:
                    raise CharspecError(
                        f"these LoRAs were made for different bases: {name} is {first[0]} → {first[1]} in "
                        f"{owner.name} and {size[0]} → {size[1]} in {part.name}",
                        str(part.file),
                        "Merge LoRAs of one base.",
                        1,
                    )
