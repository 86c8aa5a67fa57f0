"""The field types of a spec: text as it was written, numbers and switches by YAML 1.2."""

from typing import Annotated, Any, TypeAlias

from pydantic import BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from charspec.source import Plain


def meaning(value: Any) -> Any:
    """A plain scalar as the number or switch it means; anything else as it is."""
    return value.value if isinstance(value, Plain) else value


def trait_list(value: Any) -> Any:
    """Refuse text where a list is meant: `with: silver hair` would be a list of letters elsewhere."""
    if isinstance(value, str):
        raise PydanticCustomError("list_wanted", "must be a list: one item per line, each after '- '")
    return value


MAX_CHARACTERS = 8192
"""Of one text: more than ten times what any text encoder reads. Longer ones are no captions, and comparing
their words with each other would take minutes."""

Text: TypeAlias = Annotated[
    str, StringConstraints(strict=True, strip_whitespace=True, min_length=1, max_length=MAX_CHARACTERS)
]
"""Text, never empty, without blanks around it."""

Texts: TypeAlias = Annotated[tuple[Text, ...], BeforeValidator(trait_list)]
"""A list of texts."""

# The bounds stand before the validator, so that the JSON Schema says them as well.
Switch: TypeAlias = Annotated[bool, Field(strict=True), BeforeValidator(meaning)]
"""`true` or `false`; YAML 1.1's `yes` and `no` are text, and refused."""

Count: TypeAlias = Annotated[int, Field(strict=True, ge=1, le=1_000_000), BeforeValidator(meaning)]
"""A whole number from 1."""

Pixels: TypeAlias = Annotated[int, Field(strict=True, ge=0, le=1_000_000), BeforeValidator(meaning)]
"""A distance in pixels."""

Side: TypeAlias = Annotated[int, Field(strict=True, ge=16, le=8192), BeforeValidator(meaning)]
"""The side of a training square, in pixels."""

Every: TypeAlias = Annotated[int, Field(strict=True, ge=0, le=1_000_000), BeforeValidator(meaning)]
Seed: TypeAlias = Annotated[int, Field(strict=True, ge=0, lt=2**32), BeforeValidator(meaning)]
"""A seed of 32 bits."""

Rate: TypeAlias = Annotated[
    float, Field(strict=True, gt=0, le=1, allow_inf_nan=False), BeforeValidator(meaning)
]
"""A learning rate; `1e-4` is one."""

Scale: TypeAlias = Annotated[
    float, Field(strict=True, gt=0, le=4096, allow_inf_nan=False), BeforeValidator(meaning)
]
"""The alpha of a LoRA."""

Share: TypeAlias = Annotated[
    float, Field(strict=True, ge=0, lt=1, allow_inf_nan=False), BeforeValidator(meaning)
]
"""A part of the whole, below 1."""
