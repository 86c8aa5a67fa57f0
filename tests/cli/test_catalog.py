"""`charspec catalog`: what it finds, what it leaves out and says, and what it never writes over."""

from __future__ import annotations

from pathlib import Path

import pytest

from charspec.cli import main
from charspec.release.catalog import collect
from tests.release.shelf import put
from tests.test_light_imports import HEAVY, imported_by


def test_all_releases_below_a_folder_are_on_the_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(tmp_path, "team a/vendalixia", "Vendalixia")
    put(tmp_path, "kael", "Kael")
    put(tmp_path, ".kael.17.partial", "Half")
    assert main(["catalog", str(tmp_path)]) == 0
    out, err = capsys.readouterr()
    assert out.splitlines() == [str(tmp_path / "catalog.html")]
    assert err == ""
    page = (tmp_path / "catalog.html").read_text("utf-8")
    assert 'href="./team%20a/vendalixia/"' in page
    assert 'href="./kael/lora.safetensors"' in page
    assert "Half" not in page


def test_broken_releases_are_named_and_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(tmp_path, "kael", "Kael")
    (put(tmp_path, "gone", "Gone") / "lora.safetensors").unlink()
    (put(tmp_path, "cut", "Cut") / "release.json").write_text("{")
    (put(tmp_path, "blind", "Blind") / "thumbnail.png").write_bytes(b"no picture")
    assert main(["catalog", str(tmp_path), "--title", "Studio"]) == 0
    said = capsys.readouterr().err
    assert "gone is left out: lora.safetensors is missing" in said
    assert "cut is left out: this is no JSON" in said
    page = (tmp_path / "catalog.html").read_text("utf-8")
    assert "2 releases are broken" in page
    assert "no thumbnail" in page, "a character without a picture can still be found"
    assert "<title>Studio" in page


def test_a_record_cannot_reach_out_of_its_folder(tmp_path: Path) -> None:
    folder = put(tmp_path / "shelf", "kael", "Kael")
    (tmp_path / "secret.safetensors").write_bytes(b"")
    text = (folder / "release.json").read_text("utf-8")
    (folder / "release.json").write_text(text.replace("lora.safetensors", "../../secret.safetensors"))
    entries, broken = collect(tmp_path / "shelf")
    assert entries == []
    assert [one.why for one in broken] == ["../../secret.safetensors is missing"]


def test_one_trigger_of_two_characters_is_marked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(tmp_path, "a", "Kael", trigger="kael")
    put(tmp_path, "b", "Kael the Elder", trigger="KAEL", base="flux2-dev")
    put(tmp_path, "c", "Mira")
    assert main(["catalog", str(tmp_path)]) == 0
    assert "also calls Kael the Elder (flux2-dev)" in capsys.readouterr().err
    entries, _ = collect(tmp_path)
    assert [entry.same_trigger for entry in entries] == [
        ("Kael the Elder (flux2-dev)",),
        ("Kael (tiny)",),
        (),
    ]


def test_two_releases_of_one_character_are_told_apart_by_their_folders(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(tmp_path, "2024/kael", "Kael")
    put(tmp_path, "2025/kael", "Kael")
    assert main(["catalog", str(tmp_path)]) == 0
    assert f"Kael in {tmp_path}/2024/kael also calls Kael (tiny) in 2025/kael" in capsys.readouterr().err
    page = (tmp_path / "catalog.html").read_text("utf-8")
    assert "also the trigger of Kael (tiny) in 2024/kael" in page


def test_only_a_catalog_is_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(tmp_path, "kael", "Kael")
    page = tmp_path / "page.html"
    assert main(["catalog", str(tmp_path), "--out", str(page)]) == 0
    first = page.read_bytes()
    put(tmp_path, "mira", "Mira")
    assert main(["catalog", str(tmp_path), "--out", str(page)]) == 0
    assert page.read_bytes() != first
    page.write_text("<p>ours</p>")
    assert main(["catalog", str(tmp_path), "--out", str(page)]) == 1
    assert page.read_text() == "<p>ours</p>"
    assert main(["catalog", str(tmp_path), "--out", str(tmp_path)]) == 2


def test_a_folder_without_releases_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["catalog", str(tmp_path)]) == 1
    assert "charspec finalize" in capsys.readouterr().err
    assert main(["catalog", str(tmp_path / "nowhere")]) == 2


def test_it_needs_no_torch(tmp_path: Path) -> None:
    put(tmp_path / "shelf", "kael", "Kael")
    code, modules = imported_by(tmp_path / "report.json", "catalog", str(tmp_path / "shelf"))
    assert code == 0
    assert not modules & HEAVY
