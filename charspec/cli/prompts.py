"""`charspec prompts`: test prompts that try what the set lacks."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from charspec.cli.asking import ask_leave
from charspec.errors import CharspecError

if TYPE_CHECKING:
    from charspec.prompting import Proposal, Shown
    from charspec.spec import CharacterSpec, LoadedSpec

HELP = """Propose test prompts that try what the set lacks: a baseline, a pose, a place, and a framing or
style that no picture has, built like the captions. Printed as the `tests` of a spec, each with its reason."""
EXAMPLES = """examples:
  charspec prompts character.yaml                        print four prompts
  charspec prompts character.yaml --seed 3               four others
  charspec prompts character.yaml --slot new_place --write
  charspec prompts character.yaml --backend openai --endpoint http://127.0.0.1:11434/v1 --model qwen3:8b

Without --backend the words come from charspec's own vocabulary, and nothing leaves this machine."""

SLOTS = ("baseline", "new_pose", "new_place", "new_framing")
_MOST = 4


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("spec", type=Path, metavar="SPEC")
    parser.add_argument(
        "--slot", action="append", choices=SLOTS, help="only this one; may be given several times"
    )
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="another number, other prompts")
    parser.add_argument(
        "--write", action="store_true", help="put them into the spec; its comments stay, its prompts change"
    )
    parser.add_argument("--backend", choices=("transformers", "openai"), help="have a model write them")
    parser.add_argument(
        "--model", metavar="M", help="its name on the hub, its folder, or the endpoint's name"
    )
    parser.add_argument("--endpoint", metavar="URL", help="of an OpenAI-compatible server")
    parser.add_argument("--yes", action="store_true", help="send captions to another machine without asking")


def run(options: argparse.Namespace) -> int:
    from charspec.dataset import load_dataset
    from charspec.prompting import as_tests, propose, showing
    from charspec.spec import load_spec

    loaded = load_spec(options.spec)
    spec = loaded.require()
    shown = showing(load_dataset(loaded).items, spec)
    wanted = options.slot or SLOTS
    proposals = [one for one in propose(spec, shown, options.seed) if one.slot in wanted]
    if options.backend or options.model or options.endpoint:
        proposals = list(_asked(options, spec, shown, proposals))
    if options.write:
        _write(options.spec, loaded, spec, as_tests(proposals))
    _print(proposals)
    return 0


def _asked(
    options: argparse.Namespace, spec: CharacterSpec, shown: Shown, proposals: Sequence[Proposal]
) -> Sequence[Proposal]:
    from charspec.lint.reporting.screen import safe
    from charspec.prepare.backends import BackendOptions, open_backend
    from charspec.prepare.suggesting import suggest

    name = options.backend or ("openai" if options.endpoint else "transformers")
    backend = open_backend(name, options=BackendOptions(options.model, options.endpoint))
    print(safe(f"asking {backend.name}"), file=sys.stderr)
    if backend.remote_host and not options.yes:
        details = "the trigger, the identity and up to 12 captions"
        instead = "Without --backend, charspec's own words are proposed."
        ask_leave("captions", details, backend.remote_host, instead)
    return suggest(spec, shown, proposals, backend)


def _write(path: Path, loaded: LoadedSpec, spec: CharacterSpec, prompts: dict[str, str]) -> None:
    """Put prompts into the spec; what stood in their slots before is said on stderr."""
    from charspec.lint.mending.change import Change
    from charspec.lint.reporting.screen import safe
    from charspec.lint.wording import plural
    from charspec.prompting import put_prompts

    before = spec.tests or {}
    if len({**before, **prompts}) > _MOST:
        raise CharspecError(
            f"the spec has prompts of its own ({', '.join(before)}), and there is room for {_MOST}",
            where=str(path),
            hint="Delete those you can do without, or name what to write: --slot new_place",
        )
    source = loaded.source
    mark = "\ufeff" if source.bom else ""
    after = mark + put_prompts(source.text, prompts, source.file)
    if after == mark + source.text:
        print(f"{path} has these prompts already", file=sys.stderr)
        return
    Change(str(path), path, mark + source.text, after, len(prompts)).write()
    for slot, text in before.items():
        if slot in prompts and prompts[slot] != text:
            print(f"{slot} was: {safe(text)}", file=sys.stderr)
    print(f"wrote {plural(len(prompts), 'prompt')} into {path}", file=sys.stderr)


def _print(proposals: Sequence[Proposal]) -> None:
    from charspec.lint.reporting.screen import safe
    from charspec.source.scalar_text import scalar

    print("tests:")
    for one in proposals:
        print(f"  # {safe(one.reason)}\n  {one.slot}: {scalar(one.text)}")
