"""charspec prompts: what is proposed, and what --write changes."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from charspec.cli import main
from charspec.lint import LintConfig, lint_spec
from charspec.prepare.backends import BackendError, BackendOptions

SPEC = """\
schema: charspec/1
trigger: Vendalixia  # hers
identity: a young woman with silver hair and a red scarf
images:
  a.png: {angle: front, framing: full-body, pose: standing, environment: in a forest}
  b.png: {angle: profile, framing: half-body, pose: running, environment: on a beach}
# how it is trained
train: auto
"""


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    path = tmp_path / "character.yaml"
    path.write_text(SPEC)
    return path


def proposed(capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    tests: dict[str, str] = yaml.safe_load(capsys.readouterr().out)["tests"]
    return tests


def test_what_is_printed_is_the_tests_of_a_spec_with_reasons(
    spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["prompts", str(spec)]) == 0
    out = capsys.readouterr().out
    assert yaml.safe_load(out)["tests"] == {
        "baseline": "Vendalixia, front view, full-body, neutral expression, standing",
        "new_pose": "Vendalixia, front view, full-body, jumping",
        "new_place": "Vendalixia, front view, full-body, standing in a library",
        "new_framing": "Vendalixia, front view, close-up",
    }
    assert "# no picture shows it; they show running and standing" in out
    assert spec.read_text() == SPEC


def test_a_seed_proposes_others_and_the_same_again(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = []
    for seed in ("0", "1", "1", "2"):
        assert main(["prompts", str(spec), "--seed", seed]) == 0
        found.append(tuple(proposed(capsys).values()))
    assert found[1] == found[2]
    assert len(set(found)) == 3


def test_write_puts_them_before_the_settings_and_keeps_the_rest(spec: Path) -> None:
    assert main(["prompts", str(spec), "--write"]) == 0
    text = spec.read_text()
    before, after = SPEC.split("# how it is trained")
    assert text.startswith(before + "tests:\n  baseline: Vendalixia, front view")
    assert text.endswith("\n\n# how it is trained" + after)
    assert not lint_spec(spec, config=LintConfig(select=("P", "S"))).findings
    assert main(["prompts", str(spec), "--write"]) == 0
    assert spec.read_text() == text


def test_what_is_replaced_is_told(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec.write_text(SPEC + "tests:\n  new_pose: Vendalixia running  # mine\n  other: Vendalixia asleep\n")
    assert main(["prompts", str(spec), "--slot", "new_pose", "--write"]) == 0
    assert "new_pose was: Vendalixia running" in capsys.readouterr().err
    tail = (
        "tests:\n  new_pose: Vendalixia, front view, full-body, jumping  # mine\n  other: Vendalixia asleep\n"
    )
    assert spec.read_text() == SPEC + tail


def test_prompts_of_ones_own_are_never_pushed_out(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec.write_text(SPEC + "tests: {one: Vendalixia, two: Vendalixia asleep}\n")
    before = spec.read_text()
    assert main(["prompts", str(spec), "--write"]) == 2
    assert "room for 4" in capsys.readouterr().err
    assert spec.read_text() == before


def test_a_spec_that_is_none_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prompts", str(tmp_path / "gone.yaml")]) == 2
    (tmp_path / "bad.yaml").write_text("trigger: x\n")
    assert main(["prompts", str(tmp_path / "bad.yaml")]) == 1
    assert "'schema' is missing" in capsys.readouterr().err


class Scripted:
    """A backend that answers what the test says."""

    name = "scripted"
    remote_host: str | None = None

    def __init__(self, answer: str) -> None:
        self.answer = answer
        self.asked: list[str] = []

    def ask(self, question: str, *_: object) -> str:
        self.asked.append(question)
        return self.answer


def test_a_model_writes_what_holds_and_the_vocabulary_the_rest(
    spec: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    model = Scripted(
        'Sure! {"baseline": "Vendalixia, standing in a plain room", "new_pose": "Vendalixia, running",'
        ' "new_place": "a woman in a desert", "new_framing": "Vendalixia, (close-up:1.3)"} Enjoy.'
    )
    opened: list[tuple[str, BackendOptions | None]] = []

    def open_backend(name: str, model_name: None = None, options: BackendOptions | None = None) -> Scripted:
        opened.append((name, options))
        return model

    monkeypatch.setattr("charspec.prepare.backends.open_backend", open_backend)
    assert main(["prompts", str(spec), "--endpoint", "http://127.0.0.1:1/v1", "--model", "m"]) == 0
    out = capsys.readouterr().out
    assert opened == [("openai", BackendOptions("m", "http://127.0.0.1:1/v1"))]
    tests = yaml.safe_load(out)["tests"]
    assert tests["baseline"] == "Vendalixia, standing in a plain room"
    assert tests["new_pose"] == "Vendalixia, front view, full-body, jumping"
    assert tests["new_place"] == "Vendalixia, front view, full-body, standing in a library"
    assert "(the model's asks for what the set shows: running)" in out
    assert "(the model's lacks the trigger Vendalixia)" in out
    assert "(the model's has marks that no text encoder reads)" in out
    assert "Vendalixia" in model.asked[0]
    assert "pose: running, standing" in model.asked[0]


@pytest.mark.parametrize("answer", ["", "no", "{" * 100, '{"baseline": 3}', "[1]", '{"new_pose": "\\u0000"}'])
def test_an_answer_of_no_use_leaves_the_vocabularys(
    answer: str, spec: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["prompts", str(spec)]) == 0
    own = proposed(capsys)
    monkeypatch.setattr("charspec.prepare.backends.open_backend", lambda *_, **__: Scripted(answer))
    assert main(["prompts", str(spec), "--model", "m"]) == 0
    assert proposed(capsys) == own


def test_captions_go_to_another_machine_only_with_leave(
    spec: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    model = Scripted("{}")
    model.remote_host = "api.example.com"
    monkeypatch.setattr("charspec.prepare.backends.open_backend", lambda *_, **__: model)
    asked = ["prompts", str(spec), "--backend", "openai", "--model", "m"]
    assert main(asked) == 2
    assert "nobody was asked whether captions may be sent to api.example.com" in capsys.readouterr().err
    monkeypatch.setattr("charspec.cli.asking.on_a_terminal", lambda: True)
    monkeypatch.setattr("charspec.cli.asking.ask", lambda _: "n")
    assert main(asked) == 2
    assert model.asked == []
    assert main([*asked, "--yes"]) == 0
    monkeypatch.setattr("charspec.cli.asking.ask", lambda _: "y")
    assert main(asked) == 0
    assert len(model.asked) == 2


def test_no_answer_at_all_is_an_error(
    spec: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Silent(Scripted):
        def ask(self, question: str, *_: object) -> str:
            raise BackendError("nobody answers", hint="Start the server.")

    monkeypatch.setattr("charspec.prepare.backends.open_backend", lambda *_, **__: Silent(""))
    assert main(["prompts", str(spec), "--backend", "openai", "--model", "m"]) == 1
    assert "nobody answers" in capsys.readouterr().err
