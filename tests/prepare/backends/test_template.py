"""Without a model, what the names of files and folders say is read."""

import json
from pathlib import Path

import pytest

from charspec.prepare.backends import BackendError, open_backend
from charspec.prepare.backends.template import named


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("images/front_smiling_02.png", {"angle": "front", "expression": "smiling"}),
        ("images/threequarter-city.png", {"angle": "three-quarter", "environment": "city"}),
        ("images/three quarter view - running.png", {"angle": "three-quarter", "pose": "running"}),
        ("images/back_closeup.png", {"angle": "back", "framing": "close-up"}),
        (
            "forest/full_body/sitting.png",
            {"pose": "sitting", "framing": "full-body", "environment": "forest"},
        ),
        ("beach/forest.png", {"environment": "forest"}),
        ("images/IMG_2041.png", {}),
        ("red/anime.png", {}),
    ],
)
def test_names_are_read_by_the_vocabulary(file: str, said: dict[str, str]) -> None:
    assert named(Path(file)) == said


def test_it_answers_in_json_and_needs_a_picture() -> None:
    found = open_backend("template")
    assert json.loads(found.ask("?", Path("front.png"))) == {"angle": "front"}
    assert found.remote_host is None
    with pytest.raises(BackendError) as error:
        found.ask("Write a prompt.")
    assert error.value.fatal
