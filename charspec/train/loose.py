"""A LoRA file by itself, of charspec or of another trainer, as what draws."""

from __future__ import annotations

from pathlib import Path

from charspec.assembled import weights_folder
from charspec.errors import CharspecError
from charspec.families.lora import bases_like, lora_in, read_header, read_lora
from charspec.plan import BasePlan, PromptPlan, SamplesPlan
from charspec.settings import Base, base_names, load_base
from charspec.train import lora
from charspec.train.generate import Source


def from_file(path: Path, base_name: str | None = None) -> Source:
    """A LoRA, as a file or as a folder of PEFT's; conf/ knows how its base is sampled.

    `base_name` overrules the header: what was trained on z-image may be drawn on z-image-turbo. Raises
    CharspecError, with the bases that its shapes suggest, if neither names one.
    """
    file = lora_in(path)
    if file is None:
        raise CharspecError("there is no LoRA here", where=str(path), hint="Name a .safetensors file.")
    header = read_header(file)
    part = header.get("charspec.part")  # said only by a LoRA that has two
    if part == "text_encoder":
        raise CharspecError(
            "this is the text encoder's half of a LoRA",
            where=str(file),
            hint="Name the other half, the file without `-text`; this one is found beside it.",
            exit_code=1,
        )
    trained_on = header.get("charspec.base")
    said = base_name or trained_on
    if said is None:
        raise _nameless(file)
    base = load_base(said)
    if trained_on in base_names() and load_base(trained_on).architecture != base.architecture:
        message = f"this LoRA was made for {trained_on}; {base.name} is built otherwise"
        raise CharspecError(message, str(file), f"Leave --base away, or say --base {trained_on}.", 1)
    return Source(
        base=_plan(base),
        weights=file,
        text_weights=lora.text_file(file) if part else None,
        rank=int(header["ss_network_dim"]) if part else 0,
        alpha=float(header["ss_network_alpha"]) if part else 0.0,
        samples=SamplesPlan(
            prompts={},
            control=PromptPlan(prompt=header.get("modelspec.title", file.stem), seed=0),
            width=base.resolution,
            height=base.resolution,
            steps=base.sample_steps,
            guidance_scale=base.guidance_scale,
        ),
        precision="float32" if base.repository is None else "bfloat16",
        quantization="none",
        attention="native",
        threads=1,
    )


def base_folder(name: str) -> Path | None:
    """The folder with the weights of a base, if its option says one (`path:`).

    Raises CharspecError if that is read from the environment: Hydra does so, when a spec is compiled.
    """
    if name not in base_names():
        return None
    base = load_base(name)
    for path in (base.path, base.transformer):
        if path is not None and "${" in path:
            hint = "Add --base-path FOLDER."
            raise CharspecError(f"the folder of {name} is not known here: {path}", "command line", hint)
    return weights_folder(base.path, base.transformer)


def _plan(base: Base) -> BasePlan:
    return BasePlan(
        name=base.name,
        family=base.architecture,
        repository=base.repository or "charspec",
        revision=base.revision,
        files={},
        multiple=base.multiple,
        token_limit=base.token_limit,
        guidance_scale=base.trained_guidance,
    )


def _nameless(file: Path) -> CharspecError:
    found = read_lora(file)
    likely = bases_like(found.architecture, found.modules)
    if likely:
        hint = f"By its keys and shapes it is for {' or '.join(likely)}: add --base {likely[0]}."
    else:
        hint = (
            "Its keys are those of none of charspec's bases in a size that charspec knows; if it was made "
            "for one, add --base NAME."
        )
    return CharspecError(
        "this LoRA does not say which base it was made for", where=str(file), hint=hint, exit_code=1
    )
