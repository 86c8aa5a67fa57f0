"""The backend that runs a vision-language model on this machine, through the transformers library.

Any model that `AutoModelForImageTextToText` loads, by its name on the hub or its local folder: Qwen3-VL,
SmolVLM, LLaVA (JoyCaption is one), Gemma 3, Florence-2. Weights are read from safetensors alone, which hold
no code, and code that a repository brings is not run unless the user says so.
"""

from __future__ import annotations

from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from charspec.errors import CharspecError
from charspec.prepare.backends import MOST_ANSWER, BackendError, BackendOptions, Crop
from charspec.prepare.backends.picture import shown_to_model

if TYPE_CHECKING:
    from PIL import Image

_NEEDS = ("torch", "transformers", "safetensors")
_NEW_TOKENS = 400
_TASKS = {"florence2": "<MORE_DETAILED_CAPTION>"}
"""Models that know tasks by their names and take no question, by their type."""


class _Loaded(NamedTuple):
    """The library's model and what turns words and pictures into its input; both are untyped there."""

    model: Any
    processor: Any


class Transformers:
    """A model in this process. It is loaded at the first question."""

    remote_host: str | None = None

    def __init__(self, options: BackendOptions, model: str) -> None:
        self._options = options
        self._model = model

    @property
    def name(self) -> str:
        return f"transformers ({self._model})"

    def ask(self, question: str, picture: Path | None = None, crop: Crop | None = None) -> str:
        image = None if picture is None else shown_to_model(picture, crop)
        loaded = self._loaded
        import torch

        try:
            with torch.inference_mode():
                return _generate(loaded, question, image)[:MOST_ANSWER]
        except torch.OutOfMemoryError as error:
            raise BackendError(
                f"the memory of the GPU is too small for {self._model}",
                hint="Choose a smaller model, or --device cpu.",
                fatal=True,
            ) from error
        except (RuntimeError, TypeError, ValueError, IndexError) as error:
            words = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise BackendError(
                f"{self._model} gave no answer: {words[:300]}", hint="Try another model."
            ) from error

    @cached_property
    def _loaded(self) -> _Loaded:
        try:
            return _load(self._model, self._options)
        except (OSError, ValueError, ImportError, KeyError, RuntimeError) as error:
            what = f"{self._model} cannot be loaded: {_shortened(str(error))}"
            raise BackendError(what, hint=_mend(error), fatal=True) from error


def open_backend(options: BackendOptions) -> Transformers:
    """The backend; raises CharspecError (exit 2) if a package is missing or no model is named."""
    missing = [name for name in _NEEDS if find_spec(name) is None]
    if missing:
        raise CharspecError(
            f"the backend `transformers` needs {', '.join(missing)}",
            hint="Install them: pip install 'charspec[train]', or use --backend openai.",
        )
    if not options.model:
        raise CharspecError(
            "the backend `transformers` needs a model",
            hint="Name one: --model Qwen/Qwen3-VL-4B-Instruct, or --model FOLDER.",
        )
    return Transformers(options, options.model)


def _load(name: str, options: BackendOptions) -> _Loaded:
    # Imported before transformers: it hushes packages that nobody asked for.
    from charspec.families import quiet

    with quiet.spared():
        import torch
        from transformers import AutoModelForImageTextToText, AutoProcessor
        from transformers.utils import logging

    logging.disable_progress_bar()  # the bar of a download is the hub library's, and stays
    local = Path(name).is_dir()
    common = {"trust_remote_code": options.trust_remote_code, "local_files_only": local}
    processor = AutoProcessor.from_pretrained(name, **common)
    model = AutoModelForImageTextToText.from_pretrained(name, dtype="auto", use_safetensors=True, **common)
    device = options.device or ("cuda" if torch.cuda.is_available() else "cpu")
    return _Loaded(model.to(device).eval(), processor)


def _generate(loaded: _Loaded, question: str, image: Image.Image | None) -> str:
    model, processor = loaded
    inputs = _inputs(loaded, question, image).to(model.device, model.dtype)
    output = model.generate(**inputs, max_new_tokens=_NEW_TOKENS, do_sample=False)[0]
    # An encoder-decoder answers alone; others repeat the question first.
    start = 0 if model.config.is_encoder_decoder else inputs["input_ids"].shape[1]
    text: str = processor.decode(output[start:], skip_special_tokens=True)
    if not text.strip():
        raise BackendError("the answer is empty", hint="Try another model.")
    return text.strip()


def _inputs(loaded: _Loaded, question: str, image: Image.Image | None) -> Any:
    """Tensors of the question and the picture (batch of 1), as the model's own template words them."""
    model, processor = loaded
    if getattr(processor, "chat_template", None):
        content: list[dict[str, object]] = [{"type": "text", "text": question}]
        if image is not None:
            content.insert(0, {"type": "image", "image": image})
        return processor.apply_chat_template(
            [{"role": "user", "content": content}],
            add_generation_prompt=True,
            tokenize=True,
            return_dict=True,
            return_tensors="pt",
        )
    text = _TASKS.get(model.config.model_type, question)
    return processor(text=text, images=image, return_tensors="pt")


def _mend(error: Exception) -> str:
    if isinstance(error, ImportError) and "orchvision" in str(error):
        return "Install the torchvision that fits your torch, or serve the model and use --backend openai."
    if "trust_remote_code" in str(error):
        return "It brings code of its own. Read that code; --trust-remote-code runs it."
    return "Name an image-text-to-text model with safetensors, or its folder; see docs/caption.md."


def _shortened(text: str) -> str:
    return " ".join(text.split())[:300] or "no reason given"
