"""A vision-language model in this process: the true classes, loaded from a folder, without a network."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import pytest
from PIL import Image

from charspec.errors import CharspecError
from charspec.prepare.backends import BACKENDS, Backend, BackendError, BackendOptions, open_backend
from tests.miniature_tokenizers import qwen_tokenizer
from tests.miniature_vlm import write_florence, write_llava


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("pictures")
    found = [folder / "red.png", folder / "blue.png"]
    for path, colour in zip(found, ("red", "blue"), strict=True):
        picture = Image.new("RGB", (90, 60), "white")
        picture.paste(colour, (0, 0, 60, 60))
        picture.save(path)
    return found


@pytest.fixture(scope="module")
def random_llava(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_llava(tmp_path_factory.mktemp("llava"))


@pytest.fixture(autouse=True)
def _short_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Random weights never come to an end by themselves."""
    monkeypatch.setattr("charspec.prepare.backends.transformers._NEW_TOKENS", 12)


def backend(model: Path | str, device: str = "cpu") -> Backend:
    return open_backend("transformers", str(model), BackendOptions(device=device))


def test_a_model_of_a_local_folder_answers_about_a_picture(tmp_path: Path, pictures: list[Path]) -> None:
    before = pictures[0].read_bytes()
    found = backend(write_llava(tmp_path / "llava", says="standing, on a beach at sunset"))
    assert found.ask("Describe it.", pictures[0]) == "standing, on a beach at sunset"
    assert found.ask("And in words?") == "standing, on a beach at sunset"
    assert found.name == f"transformers ({tmp_path / 'llava'})"
    assert found.remote_host is None
    assert pictures[0].read_bytes() == before


def test_the_picture_and_its_crop_reach_the_model(random_llava: Path, pictures: list[Path]) -> None:
    found = backend(random_llava)
    red, blue = (found.ask("Describe it.", picture) for picture in pictures)
    assert red != blue
    assert found.ask("Describe it.", pictures[0]) == red, "the same question has the same answer"
    assert found.ask("Describe it.", pictures[0], (60, 0, 90, 60)) != red
    assert found.ask("Describe it.", pictures[0], (60, 0, 90, 60)) == found.ask(
        "Describe it.", pictures[1], (60, 0, 90, 60)
    )


def test_a_model_of_tasks_is_asked_for_its_task(
    tmp_path: Path, pictures: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    from transformers import Florence2Processor

    asked: list[str] = []
    construct = Florence2Processor._construct_prompts

    def watch(self: object, text: str | list[str]) -> object:
        asked.extend([text] if isinstance(text, str) else text)
        return construct(self, text)

    monkeypatch.setattr(Florence2Processor, "_construct_prompts", watch)
    assert backend(write_florence(tmp_path)).ask("Describe it.", pictures[0])
    assert asked == ["<MORE_DETAILED_CAPTION>"]


def test_nothing_is_loaded_before_the_first_question(tmp_path: Path) -> None:
    found = backend(tmp_path / "not-there")
    with pytest.raises(BackendError, match="cannot be loaded") as error:
        found.ask("Describe it.")
    assert error.value.fatal
    assert error.value.exit_code == 1


def test_pickled_weights_are_refused(tmp_path: Path) -> None:
    write_llava(tmp_path)
    (tmp_path / "model.safetensors").unlink()

    class Harm:
        def __reduce__(self) -> tuple[object, tuple[str, ...]]:
            return Path.touch, (tmp_path / "harm",)  # type: ignore[return-value]

    (tmp_path / "pytorch_model.bin").write_bytes(pickle.dumps(Harm()))
    with pytest.raises(BackendError, match="cannot be loaded"):
        backend(tmp_path).ask("Describe it.")
    assert not (tmp_path / "harm").exists()


def test_code_of_a_repository_is_not_run_unasked(tmp_path: Path) -> None:
    write_llava(tmp_path)
    (tmp_path / "own.py").write_text(f"open({str(tmp_path / 'harm')!r}, 'w')\nclass Own: pass\n")
    settings = json.loads((tmp_path / "config.json").read_text())
    settings |= {"model_type": "own", "auto_map": {"AutoConfig": "own.Own", "AutoModel": "own.Own"}}
    (tmp_path / "config.json").write_text(json.dumps(settings))
    with pytest.raises(BackendError, match="cannot be loaded") as error:
        backend(tmp_path).ask("Describe it.")
    assert "--trust-remote-code" in (error.value.hint or "")
    assert not (tmp_path / "harm").exists()


def test_a_model_that_needs_torchvision_says_so(tmp_path: Path) -> None:
    """Qwen3-VL's processor cuts videos as well, with torchvision, which charspec does without."""
    qwen_tokenizer().save_pretrained(tmp_path)
    kind = {"patch_size": 16, "merge_size": 2, "processor_class": "Qwen3VLProcessor"}
    for name, key, processor in (
        ("preprocessor_config.json", "image_processor_type", "Qwen2VLImageProcessorFast"),
        ("video_preprocessor_config.json", "video_processor_type", "Qwen3VLVideoProcessor"),
    ):
        (tmp_path / name).write_text(json.dumps({**kind, key: processor}))
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "qwen3_vl"}))
    with pytest.raises(BackendError, match="Torchvision") as error:
        backend(tmp_path).ask("Describe it.")
    assert "torchvision" in (error.value.hint or "")


def test_a_picture_that_cannot_be_read_is_no_fault_of_the_model(random_llava: Path, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"no picture")
    with pytest.raises(CharspecError, match=r"a\.png"):
        backend(random_llava).ask("Describe it.", tmp_path / "a.png")


def test_missing_packages_and_models_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CharspecError, match="needs a model") as error:
        open_backend("transformers")
    assert error.value.exit_code == 2
    monkeypatch.setattr("charspec.prepare.backends.transformers.find_spec", lambda name: None)
    with pytest.raises(CharspecError, match="needs torch, transformers"):
        open_backend("transformers", "m")


def test_an_unknown_backend_is_refused_with_the_known_ones() -> None:
    with pytest.raises(CharspecError, match="no backend 'clip'") as error:
        open_backend("clip")
    assert error.value.hint == f"Choose one of: {', '.join(BACKENDS)}."
