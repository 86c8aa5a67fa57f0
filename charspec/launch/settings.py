"""`conf/launcher`: where the runs of a sweep run."""

from __future__ import annotations

from typing import Literal, TypeAlias

from pydantic import BaseModel, ConfigDict


class BasicSettings(BaseModel):
    """One run after the other, on this machine."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Literal["basic"]


LauncherSettings: TypeAlias = BasicSettings
"""A union of such models, told apart by `name`, as soon as there are several."""
