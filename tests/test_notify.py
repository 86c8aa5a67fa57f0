"""Where the user is told: read from their side alone, and never named in full."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from charspec import notify
from charspec.errors import CharspecError
from charspec.notify import Setup, find_setup, send, services
from tests.bell import SECRET, Bell, ringing


@pytest.fixture
def bell() -> Iterator[Bell]:
    with ringing() as found:
        yield found


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's configuration folder, empty; the variable is not set."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.delenv("CHARSPEC_NOTIFY")
    (tmp_path / "charspec").mkdir()
    return tmp_path / "charspec"


def test_nothing_is_configured_by_default(config: Path) -> None:
    assert notify.config_dir() == config
    assert find_setup() is None


def test_the_variable_comes_before_the_file_and_off_before_both(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = config / "notify.txt"
    file.write_text("json://localhost\n")
    assert find_setup() == Setup(None, file)
    monkeypatch.setenv("CHARSPEC_NOTIFY", "json://elsewhere")
    assert find_setup() == Setup("json://elsewhere", None)
    monkeypatch.setenv("CHARSPEC_NOTIFY", "Off")
    assert find_setup() is None
    monkeypatch.setenv("CHARSPEC_NOTIFY", " ")
    assert find_setup() == Setup(None, file), "an empty variable says nothing"


@pytest.mark.parametrize(
    ("name", "form"),
    [("notify.txt", "# mine\n{}\n"), ("notify.conf", "all={}\n"), ("notify.yaml", "urls:\n  - {}\n")],
)
def test_every_form_of_file_reaches_the_server(name: str, form: str, config: Path, bell: Bell) -> None:
    (config / name).write_text(form.format(bell.address))
    setup = find_setup()
    assert setup is not None
    assert services(setup) == (["json"], [])
    assert send(setup, "Vendalixia: training is done", "10 of 10 epochs", "success") == []
    assert bell.last() == ("Vendalixia: training is done", "10 of 10 epochs", "success")


def test_all_addresses_of_the_variable_are_told(bell: Bell) -> None:
    other = f"{bell.address}/more?:key=a,b"
    assert send(Setup(f"{bell.address}, {other}\n{other}", None), "a", "b", "info") == []
    assert len(bell.heard) == 3


def test_an_address_that_is_none_keeps_no_other_from_being_told(bell: Bell, config: Path) -> None:
    setup = Setup(f"{bell.address} slack://{SECRET}", None)
    assert services(setup) == (["json"], ["address 2, which is no address"])
    assert send(setup, "a", "b", "info") == ["address 2, which is no address"]
    for name, text, place in (
        ("notify.txt", f"{bell.address}\nslack://{SECRET}\n", "line 2"),
        ("notify.yaml", f"urls:\n  - {bell.address}\n  - {SECRET}\n", "entry 2"),
    ):
        (config / name).write_text(text)
        assert send(Setup(None, config / name), "a", "b", "info") == [f"{place}, which is no address"]
    assert len(bell.heard) == 3


def test_a_server_that_refuses_or_is_not_there_is_named_by_its_scheme(
    bell: Bell, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    bell.answer = 500
    with caplog.at_level(logging.DEBUG):
        failed = send(Setup(f"{bell.address} json://127.0.0.1:9/{SECRET}", None), "a", "b", "info")
    assert failed == ["json", "json"]
    assert SECRET not in caplog.text + "".join(capfd.readouterr())
    assert logging.getLogger("apprise").propagate, "the logging of others is as it was"


@pytest.mark.parametrize("text", ["hello", f"nosuch://{SECRET}", f"slack://{SECRET}"])
def test_addresses_that_cannot_be_read_are_an_error_without_their_text(
    text: str, config: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (config / "notify.txt").write_text(f"{text}\n")
    for setup in (Setup(text, None), Setup(None, config / "notify.txt")):
        with pytest.raises(CharspecError, match="no address there can be read") as caught:
            send(setup, "a", "b", "info")
        assert caught.value.exit_code == 1
        assert text not in str(caught.value)
    assert "".join(capfd.readouterr()) == ""


def test_without_apprise_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notify, "is_installed", lambda: False)
    with pytest.raises(CharspecError, match=r"pip install 'charspec\[notify\]'"):
        send(Setup("json://localhost", None), "a", "b", "info")


def test_a_file_that_others_can_read_is_known(config: Path) -> None:
    file = config / "notify.txt"
    file.write_text("json://localhost\n")
    file.chmod(0o644)
    assert notify.readable_by_others(file)
    file.chmod(0o600)
    assert not notify.readable_by_others(file)
