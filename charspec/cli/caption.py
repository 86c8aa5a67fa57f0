"""`charspec caption`: drafts of the captions that are missing, and a page to review them."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from charspec.cli import notifying, reviewing
from charspec.errors import CharspecError

if TYPE_CHECKING:
    from charspec.dataset import Dataset, Item
    from charspec.prepare.backends import Backend
    from charspec.spec import CharacterSpec

HELP = """Draft the captions that are missing. A model names what it sees as attributes (angle, pose, place),
and the caption is composed from them, so that trigger and identity are the same in every one. Drafts are
marked `draft: true` until somebody has reviewed them. Captions that are there stay as they are."""
EXAMPLES = """examples:
  charspec caption character.yaml                          from the names of the files, without a model
  charspec caption character.yaml --backend transformers --model Qwen/Qwen3-VL-4B-Instruct
  charspec caption character.yaml --backend openai --endpoint http://127.0.0.1:11434/v1 --model qwen3-vl:8b
  charspec caption character.yaml --review                 accept, edit or skip them in the browser

Each draft is in the spec before the next picture is begun: after Ctrl-C the same command goes on. A key for
the endpoint is read from OPENAI_API_KEY alone, its address also from OPENAI_BASE_URL. docs/caption.md says
which models need which packages."""

_BACKENDS = ("transformers", "openai", "template")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("spec", type=Path, metavar="SPEC", help="a character.yaml")
    parser.add_argument(
        "--backend",
        choices=_BACKENDS,
        help="what looks at the pictures (default: template, which reads file names)",
    )
    parser.add_argument("--model", metavar="M", help="name on the hub, local folder, or the endpoint's name")
    parser.add_argument("--endpoint", metavar="URL", help="base URL of an OpenAI-compatible server, with /v1")
    parser.add_argument("--only", nargs="+", default=[], metavar="FILE", help="these pictures alone")
    parser.add_argument(
        "--overwrite", action="store_true", help="also replace captions and attributes that are there"
    )
    parser.add_argument(
        "--review", action="store_true", help="go through the drafts on a page in the browser"
    )
    parser.add_argument(
        "--port", type=int, default=0, metavar="N", help="of the page (default: any free one)"
    )
    parser.add_argument("--no-browser", action="store_true", help="print the page's address, open nothing")
    parser.add_argument("--yes", action="store_true", help="send pictures to another machine without asking")
    parser.add_argument(
        "--timeout", type=float, default=120.0, metavar="S", help="seconds an answer may take (default: 120)"
    )
    parser.add_argument("--device", metavar="D", help="where a model runs, such as cpu or cuda:1")
    parser.add_argument(
        "--trust-remote-code", action="store_true", help="run the code that a model's repository brings"
    )


def run(options: argparse.Namespace) -> int:
    from charspec.dataset import load_dataset
    from charspec.spec import load_spec

    if not options.timeout > 0:
        raise CharspecError("--timeout is a number of seconds above 0", "command line")
    loaded = load_spec(options.spec)
    spec = loaded.require()
    dataset = load_dataset(loaded)
    asked = bool(options.backend or options.model or options.endpoint or options.overwrite)
    code = 0 if options.review and not asked else _draft(options, spec, dataset)
    if options.review:
        reviewing.review(options.spec, _relative(options), options.port, not options.no_browser)
    return code


def _draft(options: argparse.Namespace, spec: CharacterSpec, dataset: Dataset) -> int:
    from charspec.prepare.captioning import targets

    found = targets(dataset, _relative(options), options.overwrite)
    if found.kept:
        print(f"{_pictures(len(found.kept))} with a caption already: left as they are", file=sys.stderr)
    if not found.items:
        print("nothing to draft", file=sys.stderr)
        return 0
    backend = _backend(options)
    _announce(backend, len(found.items), options.yes)
    _say_what_changes(spec, found.items)
    with notifying.telling(str(options.spec), "drafting captions", list, notifying.LONG) as work:
        code = _work(options.spec, spec, found.items, backend)
        work.failed = "some pictures have no draft; the same command tries them again" if code else None
    return code


def _backend(options: argparse.Namespace) -> Backend:
    from charspec.prepare.backends import BackendOptions, open_backend

    # Naming a model or an endpoint says which backend is meant.
    default = "openai" if options.endpoint else "transformers" if options.model else "template"
    how = BackendOptions(
        options.model, options.endpoint, options.timeout, options.trust_remote_code, options.device
    )
    return open_backend(options.backend or default, options=how)


def _announce(backend: Backend, count: int, sure: bool) -> None:
    """Say who looks at the pictures; before they leave this machine, ask."""
    from charspec.cli.asking import ask_leave
    from charspec.lint.reporting.screen import safe

    print(safe(f"{_pictures(count)} to draft with {backend.name}"), file=sys.stderr)
    if backend.remote_host is None:
        return
    details = "copies of them, at most 1024 pixels wide or high and without metadata,"
    if sure:
        print(f"{details} are sent to {backend.remote_host}", file=sys.stderr)
    else:
        instead = "A local model: --backend transformers, or Ollama."
        ask_leave("pictures", details, backend.remote_host, instead)


def _say_what_changes(spec: CharacterSpec, items: tuple[Item, ...]) -> None:
    if isinstance(spec.images, str):
        print(
            f"note: `images: {spec.images}` becomes a list of its pictures; new ones have to be added to it",
            file=sys.stderr,
        )
    if any(item.caption_source in ("sidecar", "metadata") for item in items):
        print("note: attributes win over captions in .txt and metadata files, which stay", file=sys.stderr)


def _work(path: Path, spec: CharacterSpec, items: tuple[Item, ...], backend: Backend) -> int:
    from charspec.cli.estimating import Estimate
    from charspec.lint.reporting.screen import harmless
    from charspec.prepare.captioning import Drafted, draft_all

    estimate = Estimate(sys.stderr, len(items), "picture")
    drafted = failed = 0
    estimate.show()
    try:
        for outcome in draft_all(path, spec, items, backend):
            estimate.step()
            if isinstance(outcome, Drafted):
                drafted += 1
                print(harmless(f"{outcome.file}: {outcome.caption}"), flush=True)
            else:
                failed += 1
                print(harmless(f"{outcome.file}: no draft: {outcome.error}"), file=sys.stderr)
            estimate.show()
    finally:
        estimate.wipe()
        _sum_up(path, drafted, failed, len(items))
    return 1 if failed else 0


def _sum_up(path: Path, drafted: int, failed: int, total: int) -> None:
    if drafted:
        count = "1 draft" if drafted == 1 else f"{drafted} drafts"
        print(f"{count} in {path}; review: charspec caption {path} --review", file=sys.stderr)
    if rest := total - drafted - failed:
        print(f"{_pictures(rest)} not begun: the same command goes on", file=sys.stderr)


def _relative(options: argparse.Namespace) -> list[str]:
    """Files as the spec names them; a path that a shell completed, relative to where we are, is one too."""
    folder = options.spec.absolute().parent
    found = []
    for file in options.only:
        path = Path(file).absolute()
        below = path.is_file() and not (folder / file).is_file() and path.is_relative_to(folder)
        found.append(path.relative_to(folder).as_posix() if below else file)
    return found


def _pictures(number: int) -> str:
    return f"{number:,} picture" + ("" if number == 1 else "s")
