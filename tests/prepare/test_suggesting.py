"""Test prompts from a model behind a real endpoint: what it is told, and what becomes of its answers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from charspec.cli import main
from tests.prepare.endpoint import Endpoint, Reply, says

SPEC = """\
schema: charspec/1
trigger: 维达莉娅
identity: 年轻女子
images:
  a.png: {caption: "维达莉娅，年轻女子，站在森林里"}
"""


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    path = tmp_path / "character.yaml"
    path.write_text(SPEC, "utf-8")
    return path


def asked(spec: Path, endpoint: Endpoint) -> int:
    return main(["prompts", str(spec), "--endpoint", endpoint.url, "--model", "m", "--write"])


def test_an_endpoint_writes_prompts_in_the_language_of_the_captions(
    spec: Path, endpoint: Endpoint, capsys: pytest.CaptureFixture[str]
) -> None:
    written = {
        "baseline": "维达莉娅，站立",
        "new_pose": "维达莉娅，奔跑",
        "new_place": "维达莉娅，在月球上",
        "new_framing": "维达莉娅，特写",
    }
    endpoint.replies = [says(f"<think>{{}}</think>```json\n{json.dumps(written, ensure_ascii=False)}\n```")]
    assert asked(spec, endpoint) == 0
    assert yaml.safe_load(spec.read_text("utf-8"))["tests"] == written
    question = json.dumps(endpoint.asked[0].body, ensure_ascii=False)
    assert "维达莉娅，年轻女子，站在森林里" in question
    assert "image" not in endpoint.asked[0].body["messages"][0]["content"]
    assert "asking" in capsys.readouterr().err


@pytest.mark.parametrize(
    "answer",
    [
        '{"new_place": "维达莉娅，年轻女子，站在森林里"}',
        '{"new_place": "维达莉娅 ${HOME}"}',
        '{"new_place": "维达莉娅\\u001b[31m"}',
        json.dumps({"new_place": "维达莉娅" + " x" * 99}),
        '{"new_place": ["维达莉娅"]}',
        '{"new_place": {"new_place": 1}}',
    ],
)
def test_answers_that_are_no_prompts_are_replaced(answer: str, spec: Path, endpoint: Endpoint) -> None:
    endpoint.replies = [says(answer)]
    assert asked(spec, endpoint) == 0
    assert yaml.safe_load(spec.read_text("utf-8"))["tests"]["new_place"] == "维达莉娅，日落时在海滩上"


def test_an_endpoint_that_fails_changes_nothing(
    spec: Path, endpoint: Endpoint, pauses: list[float], capsys: pytest.CaptureFixture[str]
) -> None:
    endpoint.replies = [Reply(401, b'{"error": {"message": "no such key"}}')]
    assert asked(spec, endpoint) == 1
    assert "no such key" in capsys.readouterr().err
    assert spec.read_text("utf-8") == SPEC
