"""What shells complete, in real shells: verbs, flags, and overrides from conf/ and a user's folders."""

import os
import pty
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from charspec.cli import main
from charspec.cli.candidates import candidates
from charspec.cli.overrides import keys
from charspec.compile.choices import CHOICES, VALUES


@pytest.fixture
def studio(tmp_path: Path) -> Path:
    (tmp_path / "studio" / "base").mkdir(parents=True)
    (tmp_path / "studio" / "base" / "klein-studio.yaml").write_text("defaults: [tiny]\nname: klein-studio\n")
    return tmp_path / "studio"


def test_a_verb_is_completed() -> None:
    assert candidates("charspec com") == ["compare", "compile", "completion"]
    assert "--version" in candidates("charspec -")
    assert candidates("charspec nonsense ") == []


def test_flags_and_their_choices_are_completed() -> None:
    assert candidates("charspec compile --exp") == ["--explain"]
    assert candidates("charspec compile c.yaml --cfg j") == ["job"]
    assert candidates("charspec completion f") == ["fish"]
    assert "--config-path" not in candidates("charspec compile --")


@pytest.mark.parametrize("line", ["charspec compile ", "charspec train --config-dir ", "charspec lint "])
def test_where_a_file_stands_the_shell_is_left_to_it(line: str) -> None:
    assert candidates(line) == []


def test_a_group_offers_its_options_and_its_keys() -> None:
    assert candidates("charspec train c.yaml opt") == ["optimizer.", "optimizer="]
    assert candidates("charspec train c.yaml base=z") == ["base=z-image", "base=z-image-turbo"]
    assert "preset=auto" in candidates("charspec compile c.yaml preset=")
    assert candidates("charspec compile c.yaml train.ep") == ["train.epochs="]
    assert candidates("charspec compile c.yaml base.") == [
        "base.deploy_path=",
        "base.path=",
        "base.revision=",
        "base.transformer=",
    ]


def test_a_sweep_goes_on_after_its_comma() -> None:
    assert candidates("charspec train c.yaml -m base=tiny,z-image-") == ["base=tiny,z-image-turbo"]


def test_known_values_are_offered() -> None:
    assert candidates("charspec compile c.yaml train.flip=") == ["train.flip=false", "train.flip=true"]
    assert "hardware.precision=bfloat16" in candidates("charspec compile c.yaml hardware.precision=")
    assert candidates("charspec compile c.yaml train.rank=") == []


def test_the_keys_of_a_chosen_option_are_its_own() -> None:
    assert "launcher.partition=" not in keys({"launcher": "basic"}, "launcher.")
    assert "launcher.partition=" in keys({"launcher": "slurm"}, "launcher.")


def test_every_key_that_is_offered_can_be_set_and_every_one_that_can_is_offered() -> None:
    offered = {key.rstrip("=") for group in (*CHOICES, "train") for key in keys({}, f"{group}.")}
    assert offered - set(CHOICES) == set(VALUES)
    assert {key.rstrip("=.") for key in keys({}, "")} == {*CHOICES, "train"}


def test_options_of_a_users_folder_are_offered(studio: Path) -> None:
    line = f"charspec compile --config-dir {studio} c.yaml base=k"
    assert candidates(line) == ["base=klein-studio"]
    (studio.parent / "charspec.toml").write_text('config-dirs = ["studio"]\n')
    assert candidates(f"charspec compile {studio.parent}/c.yaml base=k") == ["base=klein-studio"]


def test_a_name_that_a_shell_would_obey_is_not_offered(studio: Path) -> None:
    (studio / "base" / "x$(touch pwned);.yaml").write_text("defaults: [tiny]\n")
    assert candidates(f"charspec compile --config-dir {studio} c.yaml base=x") == []


@pytest.mark.parametrize(
    "line", ["", "charspec", "charspec compile 'c.ya", 'charspec compile "', "charspec \\"]
)
def test_a_line_that_is_not_whole_is_no_error(line: str) -> None:
    assert isinstance(candidates(line), list)


def test_a_completion_imports_neither_hydra_nor_pydantic_nor_torch(tmp_path: Path) -> None:
    code = (
        "import sys; from charspec.cli import main; main(sys.argv[1:]);"
        "print(sorted({'hydra', 'omegaconf', 'pydantic', 'torch'} & set(sys.modules)))"
    )
    line = "charspec train c.yaml base=z"
    done = subprocess.run(
        [sys.executable, "-c", code, "completion", "--at", line], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == ["base=z-image", "base=z-image-turbo", "[]"]


def test_without_a_shell_the_names_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion"]) == 2
    assert "bash, zsh, fish" in capsys.readouterr().err


@pytest.fixture
def command(tmp_path: Path) -> Path:
    """A folder for PATH whose `charspec` completes as this checkout does, and else prints its words."""
    folder = tmp_path / "bin"
    folder.mkdir()
    real = f'exec "{sys.executable}" -m charspec "$@"'
    (folder / "charspec").write_text(
        f'#!/bin/sh\nif [ "$1" = completion ]; then {real}; fi\necho "ran: $*"\n', "utf-8"
    )
    (folder / "charspec").chmod(0o755)
    (tmp_path / "spec.yaml").touch()
    return folder


def environment(command: Path) -> dict[str, str]:
    home = str(command.parent)
    return {"PATH": f"{command}:/usr/bin:/bin", "HOME": home, "TERM": "dumb", "LANG": "C.UTF-8", "PS1": "> "}


def typed(program: list[str], command: Path, setup: str, keys: str) -> str:
    """What a shell in a terminal prints after `ran: ` when a person types keys."""
    leader, follower = pty.openpty()
    shell = subprocess.Popen(
        program, stdin=follower, stdout=follower, stderr=follower, close_fds=True, start_new_session=True,
        env=environment(command), cwd=command.parent,
    )  # fmt: skip
    os.close(follower)
    seen = b""
    try:
        for said, wanted in ((f"{setup}; echo rea''dy\n", b"ready\r"), (f"{keys}\n", b"ran: ")):
            os.write(leader, said.encode())
            end = time.monotonic() + 30
            while wanted not in seen or not seen.rpartition(wanted)[2].count(b"\n"):
                assert time.monotonic() < end, seen.decode()
                if select.select([leader], [], [], 0.5)[0]:
                    seen += os.read(leader, 4096)
    finally:
        shell.kill()
        shell.wait()
        os.close(leader)
    return seen.decode().rpartition("ran: ")[2].splitlines()[0].rstrip()


TYPED = [
    ("charspec compi\tspec.yaml", "compile spec.yaml"),
    ("charspec compile spec.yaml train.ep\t3", "compile spec.yaml train.epochs=3"),
    ("charspec train spec.yaml base=z-image-\tx", "train spec.yaml base=z-image-turbo x"),
    ("charspec train spec.yaml -m base=tiny,z-image-\t", "train spec.yaml -m base=tiny,z-image-turbo"),
    ("charspec compile sp\ttrain.flip=t\t", "compile spec.yaml train.flip=true"),
]


@pytest.mark.parametrize(("keys", "ran"), TYPED)
def test_bash_completes_what_is_typed(command: Path, keys: str, ran: str) -> None:
    setup = "source <(charspec completion bash)"
    assert typed(["bash", "--norc", "--noprofile", "-i"], command, setup, keys) == ran


@pytest.mark.skipif(shutil.which("zsh") is None, reason="zsh is not installed here")
@pytest.mark.parametrize(("keys", "ran"), TYPED)
def test_zsh_completes_what_is_typed(command: Path, keys: str, ran: str) -> None:
    setup = "autoload -Uz compinit; compinit -u -D; source <(charspec completion zsh)"
    assert typed(["zsh", "-f", "-i"], command, setup, keys) == ran


@pytest.mark.skipif(shutil.which("fish") is None, reason="fish is not installed here")
@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("charspec compi", ["compile"]),
        ("charspec compile c.yaml opt", ["optimizer.", "optimizer="]),
        ("charspec compile c.yaml base=z-image-", ["base=z-image-turbo"]),
        ("charspec compile spe", ["spec.yaml"]),
    ],
)
def test_fish_completes(command: Path, line: str, expected: list[str]) -> None:
    script = f"charspec completion fish | source; complete -C {line!r}"
    done = subprocess.run(
        ["fish", "--no-config", "-c", script], capture_output=True, text=True, check=True, timeout=60,
        env=environment(command), cwd=command.parent,
    )  # fmt: skip
    assert [one.partition("\t")[0] for one in done.stdout.splitlines()] == expected
