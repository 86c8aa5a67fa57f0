"""Facts about the base models: data of `conf/base`, so that lint can judge by them without any of the
models."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from charspec.conf_path import find_option, option_names, read_option, shown
from charspec.errors import CharspecError
from charspec.nearest import nearest
from charspec.settings.wrong import wrong_option


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Deploy(_Frozen):
    """How a finished LoRA is usually run, where that differs from how it was trained."""

    repository: str
    sample_steps: int = Field(ge=1)
    guidance_scale: float = Field(ge=0)


class ComfyFiles(_Frozen):
    """The weights by the names of the files that ComfyUI's own workflows load."""

    model: str = Field(description="In models/diffusion_models: the base.")
    deploy_model: str | None = Field(None, description="The distilled model of the base, if it has one.")
    text_encoder: str = Field(description="In models/text_encoders.")
    vae: str = Field(description="In models/vae.")


class Noise(_Frozen):
    """How noisy training pictures are: σ = sigmoid(mean + std·z) with z normal, then shifted towards noise,
    σ' = shift·σ / (1 + (shift − 1)·σ) (Esser et al. 2024, arXiv:2403.03206)."""

    mean: float
    std: float = Field(gt=0)
    shift: float = Field(gt=0)


class Base(_Frozen):
    """One base model, as `conf/base/<name>.yaml` describes it."""

    name: str
    repository: str | None = Field(description="Where the weights are published; None: in this package.")
    revision: str | None = Field(description="The commit of the weights; None until one was verified.")
    path: str | None = Field(description="A local folder with the weights, instead of the repository.")
    transformer: str | None = Field(
        None, description="A single file of the transformer, in the place of the one in `path`."
    )
    pipeline: str = Field(description="The class of the diffusers pipeline.")
    architecture: str = Field(description="The module of charspec.families that knows this model.")
    license: str = Field(description="The licence of the weights.")
    commercial: bool = Field(description="Whether that licence allows commercial use.")
    languages: tuple[str, ...] = Field(description="Languages of prompts the model was made for.")
    multiple: int = Field(ge=1, description="Both sides of a picture are multiples of this, in pixels.")
    resolution: int = Field(ge=1, description="Default side of the training square, in pixels.")
    token_limit: int = Field(ge=1, description="Longest caption in tokens, template included.")
    sample_steps: int = Field(ge=1)
    guidance_scale: float = Field(ge=0)
    trained_guidance: float | None = Field(
        description="Value fed to a guidance-embedded base in training; None for the others."
    )
    noise: Noise
    distilled: bool = Field(description="Step-distilled: training on it directly undoes the distillation.")
    training_adapter: str | None = Field(
        description="A LoRA that is on while training and off while sampling."
    )
    deploy: Deploy | None
    deploy_path: str | None = Field(None, description="A local folder with the weights of `deploy`.")
    comfyui: ComfyFiles | None = Field(None, description="None for a base that ComfyUI does not run.")
    hardware: str = Field(description="The option of `conf/hardware` it trains with unless one is chosen.")
    pick_when: str = Field(description="The guide's advice (step 1).")
    overrides: dict[str, Any] = Field(description="Training settings that this base needs otherwise.")


class UnknownBaseError(CharspecError):
    """The spec names a base that charspec does not know."""


def base_names() -> tuple[str, ...]:
    """The names of all bases, sorted."""
    return option_names("base")


def load_base(name: str) -> Base:
    """The facts about a base; raises UnknownBaseError, whose hint lists the bases and when to pick which."""
    if name not in base_names():
        near = nearest(name.lower(), base_names())
        question = f"Did you mean '{near}'? " if near else ""
        advice = "; ".join(f"{known} ({load_base(known).pick_when})" for known in base_names())
        raise UnknownBaseError(f"unknown base '{name}'", hint=f"{question}Choose one of: {advice}.")
    return read_base(name)


def read_base(name: str) -> Base:
    """Read one file of `conf/base` or of a user's folder; raises CharspecError if it is not a base."""
    try:
        base = Base.model_validate(read_option("base", name))
    except ValidationError as error:
        raise wrong_option("base", name, error, tuple(Base.model_fields)) from error
    if base.name != name:
        hint = f"Write name: {name}. Locks and LoRA files call the base by it."
        raise CharspecError(f"the name of this base is '{base.name}'", shown(find_option("base", name)), hint)
    return base
