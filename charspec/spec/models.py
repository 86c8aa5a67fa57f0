"""The models of `character.yaml`, version `charspec/1`: the one truth about what a spec may say.

The descriptions of the fields are the reference documentation and the editor's completion.
"""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError, ValidationError

from charspec.errors import Path
from charspec.spec.fields import Count, Every, Pixels, Rate, Scale, Seed, Share, Side, Switch, Text, Texts
from charspec.spec.identity import join_words, split_identity

STANDARD_VARIES = ("angle", "framing", "pose", "expression", "environment", "lighting")
RESERVED = ("caption", "crop", "enhance", "draft", "mask", "repeats")
GUIDE_PROMPTS: Mapping[str, str] = {
    "baseline": "{trigger}, standing, neutral expression",
    "new_pose": "{trigger} running",
    "new_place": "{trigger} on a beach at sunset",
    "new_framing": "close-up portrait of {trigger}, anime style",
}
"""The four prompts of the guide's step 6, used when a spec has no `tests`."""

_SLOT = r"^[a-z0-9-][a-z0-9_-]{0,39}$"  # with _ begin names of charspec's own: the prompt `_control`
_ATTRIBUTE = r"^[a-z][a-z0-9_-]{0,39}$"
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


def _failed(model: str, faults: list[tuple[str, str, Path, object]]) -> ValidationError:
    """An error of several faults, each (type, message, path, input)."""
    lines = [
        InitErrorDetails(type=PydanticCustomError(kind, "{words}", {"words": words}), loc=path, input=given)
        for kind, words, path, given in faults
    ]
    return ValidationError.from_exception_data(model, lines)


class Identity(_Strict):
    """What never changes about the character; it stands in every caption."""

    class_phrase: Text = Field(
        alias="is",
        description="What the character is, as a phrase: `a young woman`. Without the trigger it is the "
        "control prompt that shows what the base makes of the words alone.",
    )
    traits: Texts = Field(
        default=(),
        alias="with",
        description="The defining traits, in the words every caption uses: `silver hair`, `a red scarf`.",
    )

    def worded(self) -> str:
        """The identity as captions say it: `a young woman with silver hair and a red scarf`."""
        return f"{self.class_phrase} with {join_words(self.traits)}" if self.traits else self.class_phrase


class Outfit(_Strict):
    """Whether what the character wears is part of who they are."""

    policy: Literal["signature", "variable"] = Field(
        description="`signature`: the same in every picture; `variable`: named in every caption."
    )
    wears: Texts = Field(
        default=(), description="The garments of a signature outfit, in the words of the captions."
    )

    @model_validator(mode="after")
    def _only_a_signature_wears(self) -> Self:
        if self.policy == "variable" and self.wears:
            words = "only a signature outfit has this; a variable one is named on each picture (outfit: …)"
            raise _failed("Outfit", [("outfit_policy", words, ("wears",), self.wears)])
        return self


class Picture(_Strict):
    """One training picture. Further attributes are allowed if `varies` names them."""

    # Own attributes arrive as extra keys; CharacterSpec refuses those that `varies` does not name.
    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Text]

    angle: Text | None = Field(None, description="From where: front, three-quarter, profile, back.")
    framing: Text | None = Field(None, description="How much is seen: close-up, half-body, full-body.")
    pose: Text | None = Field(None, description="What the body does: standing, running.")
    expression: Text | None = Field(None, description="What the face does: neutral, smiling.")
    environment: Text | None = Field(
        None, description="The place, with its preposition: `in a forest at dusk`."
    )
    lighting: Text | None = Field(None, description="The light: `soft warm light`.")
    outfit: Text | None = Field(
        None, description="This picture's garment, when the outfit's policy is variable."
    )
    caption: Text | None = Field(
        None, description="A caption of one's own; wins over attributes and sidecars."
    )
    crop: tuple[Pixels, Pixels, Pixels, Pixels] | None = Field(
        None, description="Left, top, right, bottom in pixels, after the EXIF rotation."
    )
    enhance: Literal["2x"] | None = Field(None, description="Train on an enhanced copy of twice the size.")
    draft: Switch = Field(
        False, description="The caption was written by a model and nobody has reviewed it yet."
    )
    mask: Text | None = Field(
        None, description="A picture, relative to the spec: white where the character is."
    )
    repeats: Count | None = Field(None, description="How often per epoch, instead of `train.repeats`.")

    @model_validator(mode="after")
    def _crop_has_an_area(self) -> Self:
        if self.crop and not (self.crop[0] < self.crop[2] and self.crop[1] < self.crop[3]):
            words = "must be left, top, right, bottom, with left < right and top < bottom"
            raise _failed("Picture", [("crop_empty", words, ("crop",), self.crop)])
        return self

    @property
    def attributes(self) -> dict[str, str]:
        """The labels of this picture, by attribute, in the order of the standard ones and then one's own."""
        standard = {name: getattr(self, name) for name in (*STANDARD_VARIES, "outfit")}
        return {name: value for name, value in {**standard, **self.__pydantic_extra__}.items() if value}


class Train(_Strict):
    """Training settings; what is left out comes from the base, the preset and the guide, in that order."""

    preset: Text = Field(
        "auto",
        description="`auto`: `small_set` up to 8 pictures, else `guide`; or the name of a preset.",
    )
    optimizer: Text | None = Field(None, description="Name of an optimizer, such as `adamw`.")
    epochs: Count | None = Field(None, description="Passes over the set; each leaves a LoRA and samples.")
    repeats: Count | None = Field(None, description="How often each picture is seen per epoch.")
    learning_rate: Rate | None = Field(None, description="Step size of the optimizer (guide: 1e-4).")
    text_encoder: Switch | None = Field(None, description="Whether the text encoder is trained as well.")
    text_encoder_learning_rate: Rate | None = Field(
        None, description="Step size for the text encoder (guide: 1e-5)."
    )
    batch_size: Count | None = Field(None, description="Pictures per step, over all processes (guide: 1).")
    rank: Count | None = Field(None, description="Rank of the LoRA's matrices.")
    alpha: Scale | None = Field(
        None, description="Scale of the LoRA, divided by its rank; the rank if left out."
    )
    resolution: Side | None = Field(
        None, description="Side of the square whose area the training pictures have, in pixels."
    )
    flip: Switch | None = Field(None, description="Mirror pictures at random; never for a one-sided trait.")
    caption_dropout: Share | None = Field(None, description="Share of steps trained without a caption.")
    prior_every: Every | None = Field(
        None,
        description="Every so many steps also learn from a picture of another, drawn by the base, so that "
        "the class phrase does not turn into the character; 0: never.",
    )
    seed: Seed | None = Field(None, description="Seed of order, noise and samples.")


class Release(_Strict):
    """What a finished model is published with."""

    description: Text | None = Field(None, description="The character in a sentence or two.")
    tags: Texts = Field(default=(), description="Words by which teammates find the model.")
    license: Text | None = Field(None, description="Licence of the released LoRA, by its SPDX identifier.")
    thumbnail: Text | None = Field(None, description="The test slot whose picture stands for the model.")
    pins: Texts = Field(default=(), description="Test slots shown as examples.")
    for_style_merge: Switch = Field(
        False, description="Meant to be merged with a style: the pick prefers a slightly earlier epoch."
    )
    commercial: Switch = Field(False, description="Meant for commercial use.")


def _folder_or_pictures(value: Any) -> str:
    return "folder" if isinstance(value, str) else "pictures"


def _or_nothing(value: Any) -> Any:
    return {} if value is None else value


def _nothing_to_picture(value: Any) -> Any:
    return {} if value is None else value


def _read_identity(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    phrase, traits = split_identity(value)
    return {"is": phrase, "with": list(traits)}


def _read_train(value: Any) -> Any:
    if value is None or value == "auto":
        return {}
    if isinstance(value, str):
        words = f"must be 'auto' or a mapping, found '{value}'; a preset is set by `preset:` in that mapping"
        raise PydanticCustomError("train_word", "{words}", {"words": words})
    return value


Pictures = dict[
    Text, Annotated[Picture, BeforeValidator(_nothing_to_picture, json_schema_input_type=Picture | None)]
]
Slot = Annotated[str, Field(pattern=_SLOT)]
OnlySlots = Field(json_schema_extra={"additionalProperties": False})
AttributeName = Annotated[Text, Field(pattern=_ATTRIBUTE)]


class CharacterSpec(_Strict):
    """A character: what they are, the pictures that show them, and how to train and judge their LoRA."""

    model_config = ConfigDict(
        title="character.yaml (charspec/1)", json_schema_extra={"patternProperties": {"^x-": {}}}
    )

    schema_version: Literal["charspec/1"] = Field(alias="schema", description="The version of this format.")
    trigger: Text = Field(
        description="The unique token that calls the character, byte-identical in every caption."
    )
    name: Text = Field(
        default_factory=lambda data: data.get("trigger", ""),
        description="What people call the character; the trigger if left out.",
    )
    base: Text = Field("flux2-klein-4b", description="The base model to train on, by its name in charspec.")
    identity: Annotated[Identity, BeforeValidator(_read_identity, json_schema_input_type=str | Identity)] = (
        Field(description="What never changes: a mapping, or one line: `a young woman with silver hair`.")
    )
    outfit: Outfit | None = Field(None, description="Whether the outfit belongs to the identity.")
    style: Text = Field(
        "any", description="`any`: captions name no style. Otherwise the style every caption names."
    )
    varies: tuple[AttributeName, ...] = Field(
        STANDARD_VARIES, description="What differs from picture to picture and is therefore captioned."
    )
    images: Annotated[
        Annotated[Text, Tag("folder")] | Annotated[Pictures, Tag("pictures")],
        Discriminator(_folder_or_pictures),
        BeforeValidator(_or_nothing, json_schema_input_type=str | Pictures | None),
    ] = Field(description="A folder to scan, or the pictures: file, relative to this spec → its attributes.")
    caption_template: Text | None = Field(
        None, description="How attributes become a caption; names in braces are replaced."
    )
    tests: Annotated[dict[Slot, Text], OnlySlots] | None = Field(
        None, description="Up to four prompts, by slot; each is drawn after every epoch."
    )
    train: Annotated[Train, BeforeValidator(_read_train, json_schema_input_type=Literal["auto"] | Train)] = (
        Field(default_factory=Train, description="`auto`, or settings of one's own.")
    )
    release: Release | None = Field(None, description="What the finished model is published with.")

    @model_validator(mode="before")
    @classmethod
    def _drop_the_studios_own_keys(cls, data: Any) -> Any:
        if not isinstance(data, Mapping):
            return data
        return {key: value for key, value in data.items() if not str(key).startswith("x-")}

    @model_validator(mode="after")
    def _names_refer_to_something(self) -> Self:
        faults = [*self._wrong_attributes(), *self._wrong_placeholders(), *self._wrong_slots()]
        if faults:
            raise _failed("CharacterSpec", faults)
        return self

    def _wrong_attributes(self) -> list[tuple[str, str, Path, object]]:
        taken = (*RESERVED, "trigger", "identity", "style")
        faults: list[tuple[str, str, Path, object]] = [
            ("name_taken", f"'{name}' has a meaning of its own and cannot vary", ("varies", index), name)
            for index, name in enumerate(self.varies)
            if name in taken
        ]
        if not self.varies:
            faults.append(("nothing_varies", "must name what varies, or be left out", ("varies",), ()))
        for file, picture in self.pictures.items():
            for key in picture.__pydantic_extra__:
                if key not in self.varies:
                    faults.append(("extra_forbidden", "", ("images", file, key), key))
        return faults

    def _wrong_placeholders(self) -> list[tuple[str, str, Path, object]]:
        known = {"trigger", "identity", "outfit", "style", *STANDARD_VARIES, *self.varies}
        return [
            (
                "placeholder",
                f"names {{{name}}}, which cannot be filled in; known are {', '.join(sorted(known))}",
                ("caption_template",),
                name,
            )
            for name in _PLACEHOLDER.findall(self.caption_template or "")
            if name not in known
        ]

    def _wrong_slots(self) -> list[tuple[str, str, Path, object]]:
        if not self.release:
            return []
        slots = tuple(GUIDE_PROMPTS if self.tests is None else self.tests)
        named: list[tuple[Path, str]] = [
            (("release", "pins", index), pin) for index, pin in enumerate(self.release.pins)
        ]
        if self.release.thumbnail:
            named.append((("release", "thumbnail"), self.release.thumbnail))
        words = f"is no test slot; the slots are {', '.join(slots) or 'none'}"
        return [("slot", f"'{name}' {words}", path, name) for path, name in named if name not in slots]

    @property
    def pictures(self) -> dict[str, Picture]:
        """The pictures listed in the spec; empty when `images` is a folder to scan."""
        return {} if isinstance(self.images, str) else self.images
