"""Picture by picture: ask, clean, write."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from charspec.captions import compose
from charspec.dataset import Item
from charspec.errors import CharspecError
from charspec.prepare.backends import Backend, BackendError
from charspec.prepare.captioning.answer import read_answer
from charspec.prepare.captioning.keeping import keep
from charspec.prepare.captioning.question import question
from charspec.source import Plain
from charspec.source.change import Change
from charspec.spec import CharacterSpec


@dataclass(frozen=True)
class Drafted:
    """A picture whose draft is in the spec now."""

    file: str
    attributes: dict[str, str]
    caption: str


@dataclass(frozen=True)
class Failed:
    """A picture without a draft, and why; its place in the spec is as it was. `final` ends the work: no other
    picture would fare better."""

    file: str
    error: CharspecError
    final: bool


def draft_all(
    path: Path, spec: CharacterSpec, items: Sequence[Item], backend: Backend
) -> Iterator[Drafted | Failed]:
    """Draft each picture and write it to the spec at `path` before the next one is begun.

    Stopped at any point, what was yielded is in the file; the same call with what is missing goes on. Raises
    CharspecError (exit 1) before anything is asked if the spec may not be written.
    """
    text = path.read_bytes().decode("utf-8")
    Change(str(path), path, text, text, 0).check()
    asked = question(spec)
    for item in items:
        try:
            attributes = read_answer(backend.ask(asked, item.path, item.picture.crop), spec)
            if not attributes:
                hint = f"Label it by hand: charspec caption {path} --review"
                raise BackendError("the answer names nothing that a caption could say", hint=hint)
            replaced = {name for name in item.picture.attributes if name not in attributes}
            keep(path, item.file, attributes | {"draft": Plain("true")}, _there(item, {*replaced, "caption"}))
        except BackendError as error:
            yield Failed(item.file, error, error.fatal)
            if error.fatal:
                return
        except CharspecError as error:
            yield Failed(item.file, error, False)
        else:
            yield Drafted(item.file, attributes, compose(spec, attributes))


def _there(item: Item, keys: set[str]) -> list[str]:
    return [key for key in keys if key != "caption" or item.picture.caption is not None]
