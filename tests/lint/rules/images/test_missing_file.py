"""I101 says what stands in the place of a picture: nothing, a link that leads nowhere, a folder, a pipe."""

import os
from pathlib import Path

import pytest

from charspec.lint import LintConfig, lint_spec

LISTED = "{images/a.png: {pose: standing}}"


@pytest.mark.parametrize(
    ("made", "images", "message"),
    [
        ("nothing", LISTED, "there is no picture images/a.png"),
        ("link", LISTED, "images/a.png is a link that leads nowhere"),
        ("link", "images/", "images/a.png is a link that leads nowhere"),
        ("folder", LISTED, "images/a.png is a folder, and no picture"),
        ("pipe", "images/", "images/a.png is a pipe or a device, and no picture"),
    ],
)
def test_what_is_there_instead_is_said(made: str, images: str, message: str, folder: Path) -> None:
    place = folder / "images" / "a.png"
    if made == "link":
        place.symlink_to("nowhere.png")
    elif made == "folder":
        place.mkdir()
    elif made == "pipe":
        os.mkfifo(place)
    spec = folder / "character.yaml"
    spec.write_text(f"schema: charspec/1\ntrigger: Vendalixia\nidentity: a fox\nimages: {images}\n")
    (finding,) = lint_spec(spec, config=LintConfig(select=("I101",))).findings
    assert finding.message == message
    assert ("remove the entry" in finding.hint) == (images == LISTED)
