"""Training settings, resolved in plain Python: guide < preset < base < optimizer < spec.

lint judges these, and compile starts from them, so that both speak of the same numbers without Hydra.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from charspec.conf_path import find_option, option_names, read_option, shown
from charspec.errors import CharspecError
from charspec.nearest import nearest
from charspec.settings.bases import Base, load_base
from charspec.settings.wrong import fault_words, value_place
from charspec.spec import CharacterSpec

SMALL_SET = 8
"""Up to this many pictures `preset: auto` takes the guide's values for small sets (step 7: 5 to 8)."""

GUIDE_KEYS = ("learning_rate", "text_encoder_learning_rate", "batch_size", "repeats", "epochs")
"""The settings the guide itself gives a default for."""

_BY_PICTURES = "by_pictures"


class Settings(BaseModel):
    """Every training setting with its value, and where each came from.

    `learning_rate` etc. are those of `train:` in a spec. `preset` is never `auto` here, `alpha` and
    `resolution`
    are never empty. `pictures` is the number of pictures the values were resolved for.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    preset: str
    optimizer: str
    epochs: int = Field(ge=1)
    repeats: int = Field(ge=1)
    learning_rate: float = Field(gt=0)
    text_encoder: bool
    text_encoder_learning_rate: float = Field(gt=0)
    batch_size: int = Field(ge=1)
    rank: int = Field(ge=1)
    alpha: float = Field(gt=0)
    resolution: int = Field(ge=1, description="Side of the training square, in pixels.")
    flip: bool
    caption_dropout: float = Field(ge=0, lt=1)
    prior_every: int = Field(ge=0)
    seed: int = Field(ge=0)
    base: Base
    pictures: int = Field(ge=0)
    origins: Mapping[str, str]

    def origin(self, key: str) -> str:
        """Where a value came from: `guide`, `default`, `preset small_set`, `base tiny`, `spec`, `rank`."""
        return self.origins[key]

    @property
    def steps(self) -> int:
        """Optimizer steps of the whole training, were every picture repeated alike and all of one bucket."""
        return -(-self.pictures * self.repeats // self.batch_size) * self.epochs


SETTING_KEYS = tuple(
    key for key in Settings.model_fields if key not in ("preset", "base", "pictures", "origins")
)


def resolve(spec: CharacterSpec, pictures: int) -> Settings:
    """The settings a spec trains with, given how many pictures it has.

    Raises UnknownBaseError if the spec's base is not one, CharspecError if its preset is not one.
    """
    base = load_base(spec.base)
    preset = spec.train.preset
    if preset == "auto":
        preset = "small_set" if pictures <= SMALL_SET else "guide"
    own = {key: value for key, value in spec.train if key != "preset" and value is not None}
    optimizer = str(own.get("optimizer", preset_values("guide", pictures)["optimizer"]))
    layers: list[tuple[str, Mapping[str, Any]]] = [
        ("guide", preset_values("guide", pictures)),
        (f"preset {preset}", preset_values(preset, pictures) if preset != "guide" else {}),
        (f"base {base.name}", {"resolution": base.resolution, **base.overrides}),
        (f"optimizer {optimizer}", _optimizer_overrides(optimizer)),
        ("spec", own),
    ]
    values: dict[str, Any] = {}
    origins: dict[str, str] = {"preset": "auto" if spec.train.preset == "auto" else "spec"}
    for origin, layer in layers:
        for key, value in layer.items():
            values[key] = value
            origins[key] = "default" if origin == "guide" and key not in GUIDE_KEYS else origin
    if values["alpha"] is None:
        values["alpha"], origins["alpha"] = values["rank"], "rank"
    try:
        return Settings.model_validate(
            {**values, "preset": preset, "base": base, "pictures": pictures, "origins": origins}
        )
    except ValidationError as error:
        raise _wrong_setting(error, preset, base.name, origins) from error


def _wrong_setting(
    error: ValidationError, preset: str, base: str, origins: Mapping[str, str]
) -> CharspecError:
    """The first setting that cannot be, at the line of the option that says it."""
    fault = error.errors(include_url=False)[0]
    key = str(fault["loc"][0])
    kind = origins[key].partition(" ")[0]
    option = ("base", base) if kind == "base" else ("preset", preset if kind == "preset" else "guide")
    if kind == "optimizer":
        option = ("optimizer", origins[key].partition(" ")[2])
    message, hint = fault_words(fault, SETTING_KEYS)
    place = value_place(*option, ("overrides", key) if kind in ("base", "optimizer") else (key,))
    return CharspecError(message, place or shown(find_option(*option)), hint, 1)


def _optimizer_overrides(name: str) -> Mapping[str, Any]:
    """What an optimizer needs otherwise: one that finds its own step size takes another rate.

    Nothing for a name that no file has: whoever wrote it is told so where the choice is checked.
    """
    if name not in option_names("optimizer"):
        return {}
    found: Mapping[str, Any] = read_option("optimizer", name).get("overrides", {})
    return found


def preset_values(name: str, pictures: int) -> dict[str, Any]:
    """The values of a preset for a number of pictures: its fixed ones and its row of `by_pictures`."""
    values = dict(_read_preset(name))
    rows: Mapping[int, Mapping[str, Any]] = values.pop(_BY_PICTURES, {})
    if rows:
        counts = sorted(rows)
        values.update(rows[min(max(pictures, counts[0]), counts[-1])])
    return values


def _read_preset(name: str) -> Mapping[str, Any]:
    known = option_names("preset")
    if name not in known:
        raise CharspecError(f"there is no preset '{name}'", hint=f"Choose one of: auto, {', '.join(known)}.")
    values = read_option("preset", name)
    file = find_option("preset", name)
    rows = values.get(_BY_PICTURES, {})
    whole = isinstance(rows, dict) and all(isinstance(row, dict) for row in rows.values())
    if not whole or sorted(rows) != list(range(min(rows, default=0), max(rows, default=-1) + 1)):
        hint = "Write a row for each number of pictures: `5: {epochs: 20}`, without a gap."
        raise CharspecError(f"{_BY_PICTURES} is no table by number of pictures", shown(file), hint, 1)
    for key in (*values, *(key for row in rows.values() for key in row)):
        if key not in (*SETTING_KEYS, _BY_PICTURES):
            near = nearest(key, SETTING_KEYS)
            hint = f"Did you mean '{near}'?" if near else f"Settings: {', '.join(SETTING_KEYS)}."
            raise CharspecError(f"unknown setting '{key}' in a preset", shown(file), hint, 1)
    return values
