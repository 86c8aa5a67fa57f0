"""One fault each in an otherwise good set, and where it must be found.

A fault is planted into the set of the same character, drawn by the same lot; what is not mentioned is as in
the good set. `at` is what the line of the finding must contain, `file` the file it must be in.
"""

import dataclasses
import io
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from onnx import ModelProto
from PIL import Image

from charspec.lint import Severity
from charspec.tiny.character import Scene
from tests.planted.clean import PEOPLE, of_a_person
from tests.planted.model import CharacterSet, Layout, Shot

HER = PEOPLE[0]
COUNT = 10


@dataclass(frozen=True)
class Planted:
    made: CharacterSet
    at: str = ""
    file: str = "character.yaml"


@dataclass(frozen=True)
class Fault:
    """`pairs`: whether it leaves the rest of the set readable, so that another fault can stand beside it."""

    code: str
    severity: Severity
    plant: Callable[[CharacterSet], Planted]
    layout: Layout
    count: int = COUNT


FAULTS: dict[str, Fault] = {}


def good(layout: Layout = "captions", count: int = COUNT, **more: object) -> CharacterSet:
    """The set that faults are planted into."""
    return of_a_person(Random("planted"), count, layout, person=HER, **more)  # type: ignore[arg-type]


def fault(
    code: str, severity: Severity, layout: Layout = "captions", count: int = COUNT
) -> Callable[[Callable[[CharacterSet], Planted]], Callable[[CharacterSet], Planted]]:
    def register(plant: Callable[[CharacterSet], Planted]) -> Callable[[CharacterSet], Planted]:
        FAULTS[f"{code} {plant.__name__}"] = Fault(code, severity, plant, layout, count)
        return plant

    return register


def with_head(made: CharacterSet, more: str) -> CharacterSet:
    return dataclasses.replace(made, head=f"{made.head.rstrip()}\n{more}\n")


def reworded(made: CharacterSet, old: str, new: str) -> CharacterSet:
    return dataclasses.replace(made, head=made.head.replace(old, new))


def beside(made: CharacterSet, name: str, data: bytes | str) -> CharacterSet:
    content = data if isinstance(data, bytes) else data.encode()
    return dataclasses.replace(made, extra={**made.extra, name: content})


def caption(made: CharacterSet, index: int, change: Callable[[str], str]) -> CharacterSet:
    return made.with_shot(index, caption=change(made.shots[index].caption))


def sidecar(shot: Shot) -> str:
    return shot.file.replace(".jpg", ".txt")


def in_caption(made: CharacterSet, index: int, change: Callable[[str], str]) -> Planted:
    changed = caption(made, index, change)
    return Planted(changed, changed.shots[index].caption[-30:])


def picture(
    made: CharacterSet, index: int, change: Callable[[Image.Image], Image.Image], **save: object
) -> Planted:
    shot = made.shots[index]
    file = io.BytesIO()
    change(shot.art.image()).save(file, save.pop("format", "JPEG"), **{"quality": 92, **save})  # type: ignore[arg-type]
    return Planted(beside(made, shot.file, file.getvalue()), shot.file)


def seen_through(made: CharacterSet, key: str, model: ModelProto) -> CharacterSet:
    """The set with a configuration that names a model."""
    configured = beside(made, "charspec.toml", f'[lint]\n{key} = "models/one.onnx"\n')
    return beside(configured, "models/one.onnx", model.SerializeToString())


def labelled(made: CharacterSet, index: int, label: str) -> CharacterSet:
    """A label beside the caption of a picture."""
    return made.with_shot(index, more=(label,))


def scenes(change: Callable[[Scene], Scene], layout: Layout = "captions", count: int = COUNT) -> CharacterSet:
    return good(layout, count, change=change)
