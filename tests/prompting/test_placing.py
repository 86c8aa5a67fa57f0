"""Putting prompts into a spec changes its prompts and nothing else."""

from __future__ import annotations

import pytest

from charspec.errors import CharspecError
from charspec.prompting import put_prompts

HEAD = "schema: charspec/1\ntrigger: Nyx07\nidentity: a fox\nimages: images/\n"
NEW = {"baseline": "Nyx07, standing", "new_place": "Nyx07: on a beach"}
BLOCK = 'tests:\n  baseline: Nyx07, standing\n  new_place: "Nyx07: on a beach"\n'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", f"\n{BLOCK}"),
        ("tests: {}\n", BLOCK),
        (
            "tests:  # none yet\ntrain: auto\n",
            BLOCK.replace("tests:", "tests:  # none yet") + "train: auto\n",
        ),
        ("tests: null\n", BLOCK),
        ("tests: {}  # later\n", BLOCK.replace("tests:", "tests:  # later")),
        ("# rates\ntrain: auto\n", f"{BLOCK}\n# rates\ntrain: auto\n"),
        ("release:\n  tags: [fox]\n", f"{BLOCK}\nrelease:\n  tags: [fox]\n"),
        (
            "tests:\n  # mine\n  baseline: Nyx07  # old\n",
            'tests:\n  # mine\n  baseline: Nyx07, standing  # old\n  new_place: "Nyx07: on a beach"\n',
        ),
        (
            'tests: {baseline: "Nyx07"}\n',
            'tests: {baseline: "Nyx07, standing", new_place: "Nyx07: on a beach"}\n',
        ),
        ("tests:\n  baseline: Nyx07, standing\n  new_place: 'Nyx07: on a beach'\n", None),
    ],
)
def test_prompts_are_put_where_a_person_would(before: str, after: str | None) -> None:
    assert put_prompts(HEAD + before, NEW) == HEAD + (before if after is None else after)
    windows = (HEAD + before).replace("\n", "\r\n")
    assert put_prompts(windows, NEW) == (HEAD + (before if after is None else after)).replace("\n", "\r\n")


def test_a_file_without_a_last_line_break_gets_one() -> None:
    assert put_prompts(HEAD.rstrip(), NEW) == f"{HEAD}\n{BLOCK}"


@pytest.mark.parametrize("text", ["a: [", "- a\n", "", f"{HEAD}tests: [a]\n", f"{HEAD}tests: word\n"])
def test_what_cannot_be_edited_is_said(text: str) -> None:
    with pytest.raises(CharspecError) as error:
        put_prompts(text, NEW)
    assert error.value.exit_code == 1
