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


Text: TypeAlias = Annotated[str, StringConstraints(strict=True, strip_whitespace=True, min_length=1)]
"""Text, never empty, without blanks around it."""

Texts: TypeAlias = Annotated[tuple[Text, ...], BeforeValidator(trait_list)]
"""A list of texts."""

Switch: TypeAlias = Annotated[bool, BeforeValidator(meaning), Field(strict=True)]
"""`true` or `false`; YAML 1.1's `yes` and `no` are text, and refused."""

Count: TypeAlias = Annotated[int, BeforeValidator(meaning), Field(strict=True, ge=1, le=1_000_000)]
"""A whole number from 1."""

Pixels: TypeAlias = Annotated[int, BeforeValidator(meaning), Field(strict=True, ge=0, le=1_000_000)]
"""A distance in pixels."""

Number: TypeAlias = Annotated[float, BeforeValidator(meaning), Field(strict=True, allow_inf_nan=False)]
"""A number; `1e-4` is one."""

RATE = Field(gt=0, le=1)
"""The bounds of a learning rate."""
