"""One part of a base from its folder to the device, ready to be used."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from charspec.assembled import origin
from charspec.errors import CharspecError
from charspec.families.loading.attention import set_attention
from charspec.families.loading.checks import check_part
from charspec.families.loading.hardware import Hardware
from charspec.families.loading.prerounded import Rounding, load_rounded, rounding_of
from charspec.families.loading.quantized import keep_as_stored, quantize
from charspec.families.loading.single_file import load_single_file, single_file
from charspec.families.loading.streamed import stream_blocks

TRANSFORMER = "transformer"
ENCODERS = ("text_encoder", "text_encoder_2")


def load_model(
    kind: Any,
    folder: Path,
    part: str,
    name: str,
    hardware: Hardware,
    trim: Callable[[Any], object] | None = None,
) -> Any:
    """The model in `folder/part`, of class `kind`, in evaluation mode, gradients off, as `hardware` says.

    `name` is the base's, for messages; `trim` drops what is never used of the model before that takes room on
    the device. Only the transformer is quantised, compiled, checkpointed and given
    another attention: text encoder and VAE run once per caption and picture, so they stay exact and are
    freed. Raises CharspecError if a file is missing, cut short or of another model, or if this machine
    lacks what `hardware` asks for.
    """
    check_part(kind, folder, part, name)
    rounding = rounding_of(folder / part)
    try:
        model = _load(kind, folder / part, name, hardware, rounding)
    except (OSError, ValueError, RuntimeError) as error:
        raise CharspecError(
            f"the {part} of {name} cannot be loaded: {error}",
            where=str(origin(folder / part)),
            hint="A file may be missing or cut short: get the weights again.",
            exit_code=1,
        ) from error
    model.requires_grad_(False).eval()
    if trim is not None:
        trim(model)
    streamed = (part in ENCODERS and hardware.offload != "none" and rounding is None) or (
        part == TRANSFORMER and hardware.offload == "blocks"
    )
    if part == TRANSFORMER:
        if rounding is None:
            quantize(model, hardware)
        set_attention(model, hardware.attention, name)
        if hardware.gradient_checkpointing:
            model.enable_gradient_checkpointing()
        if hardware.compile:
            model.compile_repeated_blocks()
    keep_as_stored(model)
    if streamed:
        return stream_blocks(model, hardware.device)
    return model if part in ENCODERS and rounding is not None else model.to(hardware.device)


def _load(kind: Any, place: Path, name: str, hardware: Hardware, rounding: Rounding | None) -> Any:
    if place.name != TRANSFORMER:
        # What bitsandbytes rounded may not move afterwards.
        there = {} if rounding is None else {"device_map": {"": hardware.device}}
        return kind.from_pretrained(place, dtype=hardware.dtype, **there)
    file = single_file(place)
    if file is not None:
        return load_single_file(kind, file, name, hardware.dtype)
    if rounding is not None:
        return load_rounded(kind, place, rounding, hardware)
    return kind.from_pretrained(place, dtype=hardware.dtype)
