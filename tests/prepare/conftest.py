"""What the tests of getting a set ready share: an endpoint, and sets of small pictures."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from tests.prepare.endpoint import Endpoint, serving

HEAD = """\
# drawn in May
schema: charspec/1
trigger: Vendalixia
base: tiny
identity:
  is: a young woman
  with: [silver hair, a red scarf]   # always
"""

FOLDER = "images: images/   # all of them\n"
NewSet = Callable[..., Path]


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[Endpoint]:
    """An endpoint; nothing of the machine's own settings leads elsewhere, and no pause is waited for."""
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    with serving() as found:
        yield found


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses between tries, in seconds; none of them is waited for."""
    found: list[float] = []
    monkeypatch.setattr("charspec.prepare.backends.requests.sleep", found.append)
    return found


@pytest.fixture
def new_set(tmp_path: Path) -> NewSet:
    """Writes a spec with pictures `images/NAME.png` of 96×64 pixels, each of another colour, and returns the
    spec's path; `images` is the text below its head."""

    def write(
        names: str = "a b c", images: str = "images: images/   # all of them\n", head: str = HEAD
    ) -> Path:
        folder = tmp_path / "set"
        (folder / "images").mkdir(parents=True, exist_ok=True)
        for number, name in enumerate(names.split()):
            picture = Image.new("RGB", (96, 64), (40 * number % 256, 80, 200))
            picture.save(folder / "images" / f"{name}.png")
        spec = folder / "character.yaml"
        spec.write_text(head + images, "utf-8")
        return spec

    return write


def originals(spec: Path) -> dict[str, str]:
    """sha256 and name of every file beside a spec, but for the spec."""
    files = (path for path in sorted(spec.parent.rglob("*")) if path.is_file() and path != spec)
    return {
        path.relative_to(spec.parent).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }
