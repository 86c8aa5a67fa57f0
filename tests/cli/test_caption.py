"""`charspec caption`: drafts by file names, by a model here, by one behind an endpoint."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from charspec.cli import main
from charspec.dataset import load_dataset
from charspec.lint import lint_spec
from charspec.spec import load_spec
from tests.miniature_vlm import write_llava
from tests.prepare.conftest import NewSet, endpoint, new_set, originals, pauses
from tests.prepare.endpoint import Asked, Endpoint, Reply, says

__all__ = ["endpoint", "new_set", "pauses"]  # fixtures

CONSTANT = "Vendalixia, a young woman with silver hair and a red scarf"


def captions(spec: Path) -> dict[str, str]:
    return {item.file: item.caption for item in load_dataset(load_spec(spec)).items}


def codes(spec: Path) -> list[str]:
    return [finding.code for finding in lint_spec(spec).findings]


def test_file_names_are_read_where_no_model_is_named(
    new_set: NewSet, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = new_set("front-forest back_sitting IMG_07")
    before = originals(spec)
    assert main(["caption", str(spec)]) == 1
    out, err = capsys.readouterr()
    assert out.splitlines() == [
        f"images/back_sitting.png: {CONSTANT}, back view, sitting",
        f"images/front-forest.png: {CONSTANT}, front view, in a forest",
    ]
    assert "images/IMG_07.png: no draft: " in err
    assert "becomes a list of its pictures" in err
    assert "2 drafts in" in err
    assert originals(spec) == before


def test_drafts_are_told_by_lint_until_they_are_reviewed(new_set: NewSet) -> None:
    spec = new_set("front back")
    assert "C116" not in codes(spec)
    assert main(["caption", str(spec)]) == 0
    assert "C116" in codes(spec)
    spec.write_text(spec.read_text("utf-8").replace("    draft: true\n", ""), "utf-8")
    assert "C116" not in codes(spec)


def test_a_model_on_this_machine_drafts_without_a_network(
    new_set: NewSet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = new_set("a b")
    before = originals(spec)
    model = write_llava(tmp_path / "model", says="standing, on a beach at sunset")
    assert main(["caption", str(spec), "--model", str(model), "--device", "cpu"]) == 0
    out, err = capsys.readouterr()
    assert captions(spec) == dict.fromkeys(
        ("images/a.png", "images/b.png"), f"{CONSTANT}, standing on a beach, sunset"
    )
    assert f"images/a.png: {CONSTANT}, standing on a beach, sunset" in out
    assert "2 pictures to draft with transformers" in err
    assert originals(spec) == before


def test_an_endpoint_drafts_and_the_same_command_goes_on_where_it_failed(
    new_set: NewSet, endpoint: Endpoint, pauses: list[float], capsys: pytest.CaptureFixture[str]
) -> None:
    spec = new_set("a b c")
    before = originals(spec)
    endpoint.replies = [
        says('{"pose": "standing", "environment": "in a forest"}'),
        says("I am sorry."),
        Reply(401, b"the key has expired"),
        says('{"pose": "sitting"}'),
    ]
    command = ["caption", str(spec), "--endpoint", endpoint.url, "--model", "m"]
    assert main(command) == 1
    out, err = capsys.readouterr()
    assert out == f"images/a.png: {CONSTANT}, standing in a forest\n"
    assert re.search(r"3 pictures to draft with m at 127\.0\.0\.1:\d+", err)
    assert "images/b.png: no draft: " in err
    assert "401 Unauthorized: the key has expired" in err
    assert main(command) == 0
    assert captions(spec) == {
        "images/a.png": f"{CONSTANT}, standing in a forest",
        "images/b.png": f"{CONSTANT}, sitting",
        "images/c.png": f"{CONSTANT}, sitting",
    }
    assert "1 picture with a caption already" in capsys.readouterr().err
    assert originals(spec) == before


def test_a_fault_that_all_share_ends_the_work_at_once(
    new_set: NewSet, endpoint: Endpoint, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = new_set("a b c")
    endpoint.replies = [Reply(404, b"no such model")]
    assert main(["caption", str(spec), "--endpoint", endpoint.url, "--model", "m"]) == 1
    assert len(endpoint.asked) == 1
    err = capsys.readouterr().err
    assert "2 pictures not begun: the same command goes on" in err
    assert spec.read_text("utf-8").endswith("images: images/   # all of them\n")


def test_an_endpoint_and_file_names_need_neither_torch_nor_transformers(
    new_set: NewSet, endpoint: Endpoint
) -> None:
    spec = new_set("front b")
    endpoint.replies = [says('{"pose": "standing"}')]
    program = (
        "import sys; from charspec.cli import main; spec, url = sys.argv[1:]; main(['caption', spec]); "
        "main(['caption', spec, '--endpoint', url, '--model', 'm']); "
        "print(sorted({'torch', 'transformers', 'diffusers', 'hydra', 'numpy'} & set(sys.modules)))"
    )
    command = [sys.executable, "-c", program, str(spec), endpoint.url]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
    assert all(captions(spec).values())


def test_hostile_answers_leave_a_sound_spec(new_set: NewSet, endpoint: Endpoint) -> None:
    spec = new_set("a b c d")
    answers = [
        '{"pose": "standing\\nrelease:\\n  license: MIT", "draft": "false", "caption": "owned"}',
        '{"pose": "{trigger} ${oc.env:HOME} !!python/object", "environment": "a: b # c"}',
        "]]] {{{ \x1b[2J <script>alert(1)</script> Vendalixia Vendalixia sitting",
        json.dumps({"pose": "standing " * 100_000}),
    ]
    endpoint.replies = [says(answer) for answer in answers]
    main(["caption", str(spec), "--endpoint", endpoint.url, "--model", "m"])
    loaded = load_spec(spec)
    assert loaded.problems == ()
    assert loaded.require().release is None
    for item in load_dataset(loaded).items:
        assert item.picture.draft == bool(item.caption)
        assert item.picture.caption is None
        assert item.caption == "" or item.caption.startswith(CONSTANT)
        assert item.caption.count("Vendalixia") <= 1
        assert len(item.caption) < 250


def test_pictures_leave_this_machine_only_with_leave(
    new_set: NewSet, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    spec = new_set("a")
    before = spec.read_bytes()
    command = ["caption", str(spec), "--endpoint", "https://models.example/v1", "--model", "m"]
    assert main(command) == 2
    err = capsys.readouterr().err
    assert "nobody was asked whether pictures may be sent to models.example" in err
    assert "Add --yes" in err
    assert spec.read_bytes() == before


@pytest.mark.parametrize(("answer", "code"), [(b"n\n", 2), (b"y\n", 1)])
def test_on_a_terminal_it_asks_before_the_first_picture(new_set: NewSet, answer: bytes, code: int) -> None:
    """With leave it goes on, to a host that does not exist."""
    spec = new_set("a")
    ours, theirs = pty.openpty()
    program = (
        "import sys, charspec.prepare.backends.requests as r; r.sleep = lambda s: None; "
        "from charspec.cli import main; sys.exit(main(sys.argv[1:]))"
    )
    command = [sys.executable, "-c", program, "caption", str(spec)]
    command += ["--endpoint", "http://charspec.invalid/v1", "--model", "m", "--timeout", "2"]
    environment = {name: value for name, value in os.environ.items() if name != "OPENAI_API_KEY"}
    process = subprocess.Popen(command, stdin=theirs, stderr=theirs, stdout=subprocess.PIPE, env=environment)
    os.close(theirs)
    said = b""
    while b"[y/N]" not in said:
        said += os.read(ours, 4096)
    assert b"are sent to charspec.invalid" in said
    os.write(ours, answer)
    try:
        while chunk := os.read(ours, 4096):
            said += chunk
    except OSError:  # Linux ends a terminal so
        pass
    assert process.wait(30) == code
    assert (b"nothing was sent" if code == 2 else b"cannot be reached") in said
    os.close(ours)


def test_ctrl_c_loses_nothing(new_set: NewSet, endpoint: Endpoint) -> None:
    spec = new_set("a b c")

    def interrupt(asked: Asked) -> Reply:
        process.send_signal(2)
        return Reply(send=lambda handler: process.wait(20))

    endpoint.replies = [says('{"pose": "standing"}'), interrupt]
    command = [sys.executable, "-m", "charspec", "caption", str(spec), "--endpoint", endpoint.url]
    process = subprocess.Popen([*command, "--model", "m"], stderr=subprocess.PIPE, stdout=subprocess.PIPE)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert out.decode() == f"images/a.png: {CONSTANT}, standing\n"
    assert b"1 draft in" in err
    assert b"2 pictures not begun: the same command goes on" in err
    assert b"Traceback" not in err
    assert captions(spec)["images/a.png"] == f"{CONSTANT}, standing"


def test_nothing_to_draft_asks_nobody(new_set: NewSet, capsys: pytest.CaptureFixture[str]) -> None:
    spec = new_set("a", "images:\n  images/a.png:\n    pose: standing\n")
    assert main(["caption", str(spec), "--endpoint", "https://models.example/v1", "--model", "m"]) == 0
    assert "nothing to draft" in capsys.readouterr().err


def test_overwrite_replaces_what_is_there_and_says_which_sidecars_lose(
    new_set: NewSet, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = new_set("front")
    sidecar = spec.parent / "images/front.txt"
    sidecar.write_text("Vendalixia, mine")
    assert main(["caption", str(spec)]) == 0
    assert captions(spec) == {"images/front.png": "Vendalixia, mine"}
    assert main(["caption", str(spec), "--overwrite"]) == 0
    assert captions(spec) == {"images/front.png": f"{CONSTANT}, front view"}
    assert "attributes win over captions in .txt" in capsys.readouterr().err
    assert sidecar.read_text() == "Vendalixia, mine"


def test_only_takes_files_as_the_spec_names_them_and_as_a_shell_does(
    new_set: NewSet, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = new_set("front back")
    monkeypatch.chdir(spec.parent.parent)
    assert main(["caption", str(spec), "--only", "set/images/front.png"]) == 0
    assert main(["caption", str(spec), "--only", "images/frond.png"]) == 2
    assert "Did you mean images/front.png?" in capsys.readouterr().err
    assert [file for file, caption in captions(spec).items() if caption] == ["images/front.png"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--backend", "openai", "--model", "m"], "needs the base URL"),
        (["--backend", "transformers"], "needs a model"),
        (["--timeout", "0"], "--timeout"),
        (["--timeout", "nan"], "--timeout"),
    ],
)
def test_wrong_usage_is_said(
    new_set: NewSet,
    words: list[str],
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    assert main(["caption", str(new_set()), *words]) == 2
    assert said in capsys.readouterr().err


def test_an_unreadable_spec_is_a_finding(new_set: NewSet, capsys: pytest.CaptureFixture[str]) -> None:
    spec = new_set(images="images: images/\nposes: []\n")
    assert main(["caption", str(spec)]) == 1
    assert "poses" in capsys.readouterr().err


def test_review_with_nothing_to_review_says_so(new_set: NewSet, capsys: pytest.CaptureFixture[str]) -> None:
    spec = new_set("a", "images:\n  images/a.png:\n    pose: standing\n")
    assert main(["caption", str(spec), "--review", "--no-browser"]) == 0
    assert "nothing to review" in capsys.readouterr().err


def test_review_prints_its_address_serves_and_ends_with_the_page(new_set: NewSet) -> None:
    spec = new_set("front back")
    command = [sys.executable, "-m", "charspec", "caption", str(spec), "--backend", "template", "--review"]
    process = subprocess.Popen(
        [*command, "--no-browser"], stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(3)]
    url = lines[2].strip()
    with urllib.request.urlopen(url) as page:
        assert "Vendalixia" in page.read().decode()
    origin = url.split("/", 3)
    for path, body in (("save", {"number": 0, "values": {"pose": "sitting"}}), ("done", {})):
        headers = {"Origin": f"{origin[0]}//{origin[2]}", "Content-Type": "application/json"}
        request = urllib.request.Request(url + path, json.dumps(body).encode(), headers)
        urllib.request.urlopen(request).close()
    _, err = process.communicate(timeout=20)
    assert process.returncode == 0
    assert "1 of 2 accepted" in err
    assert captions(spec)["images/back.png"] == f"{CONSTANT}, sitting"


def test_ctrl_c_ends_the_review_as_its_button_does(new_set: NewSet) -> None:
    spec = new_set("a")
    command = [sys.executable, "-m", "charspec", "caption", str(spec), "--review", "--no-browser"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    with urllib.request.urlopen(process.stdout.readline().strip()):
        process.send_signal(2)
    _, err = process.communicate(timeout=20)
    assert process.returncode == 0
    assert "0 of 1 accepted" in err
    assert "Traceback" not in err
