"""Being told how long work ended: what the message says, and that it never changes how the work ends. What a
training says is held with `train`, what a sweep says with sweeps."""

import json
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from charspec import notify
from charspec.cli import main
from charspec.cli.notifying import telling
from charspec.errors import CharspecError
from charspec.train.interrupts import StoppedError
from tests.bell import SECRET, Bell, ringing


@pytest.fixture
def bell(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bell]:
    with ringing() as found:
        monkeypatch.setenv("CHARSPEC_NOTIFY", found.address)
        yield found


def ended(error: BaseException | None = None, failed: str | None = None) -> None:
    with telling("Vendalixia on tiny", "training", lambda: ["3 of 10 epochs"]) as work:
        if error:
            raise error
        work.failed = failed


@pytest.mark.parametrize(
    ("error", "title", "kind", "words"),
    [
        (CharspecError("the disk is full", "a.png", "Free some.", 1), "failed", "failure", "a.png: the disk"),
        (ValueError("x < y"), "failed", "failure", "ValueError: x < y"),
        (StoppedError(signal.SIGINT, "saved"), "was interrupted, resumable", "warning", "same command"),
        (KeyboardInterrupt(), "was interrupted, resumable", "warning", "same command"),
    ],
)
def test_every_way_to_end_is_told_and_goes_on_upwards(
    error: BaseException, title: str, kind: str, words: str, bell: Bell
) -> None:
    with pytest.raises(type(error)) as caught:
        ended(error)
    assert caught.value is error
    assert (bell.last()[0], bell.last()[2]) == (f"Vendalixia on tiny: training {title}", kind)
    assert words in bell.last()[1]
    assert "3 of 10 epochs" in bell.last()[1]


def test_work_that_ends_without_an_error_may_have_failed(bell: Bell) -> None:
    ended(failed="2 of 5 trainings are not done")
    assert bell.last()[0] == "Vendalixia on tiny: training failed"
    assert "2 of 5 trainings are not done" in bell.last()[1]


def test_work_that_is_over_in_a_moment_is_no_news(bell: Bell) -> None:
    with telling("character.yaml", "drafting captions", list, patience=60.0):
        pass
    with pytest.raises(ValueError, match="x"), telling("character.yaml", "preparing", list, patience=60.0):
        raise ValueError("x")
    assert bell.heard == []
    with telling("character.yaml", "drafting captions", list, patience=1e-9):
        pass
    assert bell.last()[0] == "character.yaml: drafting captions is done"


def test_a_run_that_another_process_has_is_no_news(bell: Bell) -> None:
    with pytest.raises(CharspecError):
        ended(CharspecError("this run is taken", exit_code=75))
    assert bell.heard == []


@pytest.mark.parametrize("address", ["json://127.0.0.1:9", "nosuch://x", "slack://x"])
def test_what_cannot_be_told_is_one_line_and_changes_nothing(
    address: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CHARSPEC_NOTIFY", f"{address}/{SECRET}")
    ended()
    error = capsys.readouterr().err
    assert error.startswith("note: ")
    assert error.count("\n") == 1
    assert SECRET not in error


def test_without_apprise_it_is_said_before_the_work(
    bell: Bell, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(notify, "is_installed", lambda: False)
    with telling("a", "training", list):
        assert "pip install 'charspec[notify]'" in capsys.readouterr().err
    assert capsys.readouterr().err == ""


def test_lines_that_cannot_be_had_lose_only_the_message(
    bell: Bell, capsys: pytest.CaptureFixture[str]
) -> None:
    with telling("a", "training", lambda: [str(1 // 0)]):
        pass
    assert "nobody was told how this ended" in capsys.readouterr().err
    assert bell.heard == []


def test_the_verb_says_what_is_configured_and_sends_a_test(
    bell: Bell, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["notify"]) == 0
    assert capsys.readouterr().out == "CHARSPEC_NOTIFY: json\n"
    assert bell.heard == []
    assert main(["notify", "--test"]) == 0
    assert capsys.readouterr().out.endswith("sent\n")
    assert bell.last()[0] == "charspec: a test"
    bell.answer = 403
    assert main(["notify", "--test"]) == 1
    assert "not reached: json" in capsys.readouterr().err


def test_the_verb_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.delenv("CHARSPEC_NOTIFY")
    assert main(["notify", "--test"]) == 2
    error = capsys.readouterr().err
    assert "nothing is configured" in error
    assert str(tmp_path / "charspec" / "notify.txt") in error
    (tmp_path / "charspec").mkdir()
    file = tmp_path / "charspec" / "notify.txt"
    file.write_text("json://localhost\n")
    file.chmod(0o644)
    assert main(["notify"]) == 0
    assert "chmod 600" in capsys.readouterr().err


def test_doctor_says_who_is_told(
    bell: Bell, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CHARSPEC_NOTIFY", f"{bell.address} slack://{SECRET}")
    main(["doctor", "--format", "json"])
    out = capsys.readouterr().out
    found = json.loads(out)
    assert found["notify"] == {"where": "CHARSPEC_NOTIFY", "services": ["json"]}
    assert "CHARSPEC_NOTIFY: address 2, which is no address" in [one["what"] for one in found["advice"]]
    assert SECRET not in out
    assert bell.heard == []
