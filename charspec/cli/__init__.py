"""The command line: one module per verb. Parsing and printing live here and nowhere else.

A verb module has `HELP` (one line), `EXAMPLES` (shown below its help), `add_arguments(parser)` and
`run(options) -> exit code`. Only the module of the verb that is called gets imported, so that `charspec
lint` never pays for torch or Hydra.
"""

from __future__ import annotations

import argparse
import contextlib
import errno
import importlib
import io
import os
import signal
import sys
from collections.abc import Sequence

from charspec import __version__
from charspec.cli.haste import QUICK, hasten, leave
from charspec.cli.locale import speak_utf8
from charspec.cli.terminal import replace_missing, write

# verb → its one line of help; the module of the same name (_ for -) is imported when the verb is called
VERBS = {
    "init": "write a first character.yaml for a folder of pictures; captions stay what they are",
    "caption": "draft the captions that are missing; `--review` goes through the drafts",
    "prepare": "crops and enhanced copies for a set, and a sheet of how it will train",
    "lint": "check specs, pictures and captions; `--fix` mends what is safe to mend",
    "prompts": "propose test prompts that try what the set lacks",
    "compile": "resolve a spec and its settings into NAME.lock.json",
    "train": "train the LoRA, one checkpoint and one picture per prompt each epoch",
    "generate": "draw prompts with a trained character",
    "merge": "put several LoRAs of one base into one file; draw a grid of their weights",
    "export": "write a LoRA with the keys of ComfyUI, kohya or diffusers",
    "export-dataset": "write pictures and final captions as imagefolder or for kohya",
    "compare": "write report.html: epochs side by side",
    "pick": "recommend an epoch, with reasons, and write your choice to release.yaml",
    "retrain": "propose a change of the spec from what a run showed",
    "finalize": "build the release folder: checked LoRA, model card, pictures, workflows",
    "catalog": "write one page of all released characters below a folder",
    "diff": "show what differs between two specs, locks or runs",
    "notify": "say whether and how you are told that a run has ended, and try it",
    "doctor": "what this machine has, and what would not work and why",
    "rule": "print the page of a rule, or list all rules",
    "schema": "print a JSON Schema",
    "completion": "print a script with which bash, zsh or fish completes commands",
}
EPILOG = """examples:
  charspec init images/                 a first character.yaml for a folder of pictures
  charspec lint character.yaml          what would go wrong, and where
  charspec train character.yaml         lint, compile, train, compare
  charspec generate RUN --prompt "..."  draw with any epoch

exit codes: 0 done or clean, 1 findings or a failed run, 2 wrong usage or a missing path,
75 another process trains this run, 129 the terminal was closed, 130 interrupted, 143 terminated"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb and return its exit code; the one place where errors become a paragraph on stderr."""
    replace_missing()
    if arguments is None:
        speak_utf8()
    words = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in words
    quick = bool(words) and words[0] in QUICK
    if quick:
        hasten()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that cannot say "×" must not stop the work
            stream.reconfigure(errors="backslashreplace")
    code = _guarded([word for word in words if word != "--debug"], debug)
    if arguments is None and quick:
        leave(code)
    return code


def _guarded(words: list[str], debug: bool) -> int:
    """The exit code of a call, whatever happens in it."""
    try:
        code = _dispatch(words)
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        _say("interrupted")
        return 130
    except BrokenPipeError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for stream in (sys.stdout, sys.stderr):  # either may be the one that nobody reads any more
            with contextlib.suppress(OSError):
                os.dup2(nowhere, stream.fileno())
        return 128 + signal.SIGPIPE
    except Exception as error:
        return _report(error, debug)


class _Parser(argparse.ArgumentParser):
    """Takes flags between words: `compile SPEC --check train.epochs=3`."""

    _intermixing = False

    def parse_known_args(self, args=None, namespace=None):  # type: ignore[no-untyped-def]
        if self._intermixing:
            return super().parse_known_args(args, namespace)
        self._intermixing = True
        try:
            return super().parse_known_intermixed_args(args, namespace)
        finally:
            self._intermixing = False


def _dispatch(words: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="charspec",
        description="Characters as code: lint, compile and train a character LoRA from one character.yaml.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"charspec {__version__}")
    parser.add_argument("--debug", action="store_true", help="show the traceback of an error")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True, parser_class=_Parser)
    chosen = next((word for word in words if not word.startswith("-")), None)
    # A call that begins with a verb can show no help but that verb's: the others are not made for it.
    named = [chosen] if chosen in VERBS and words[0] == chosen else list(VERBS)
    for verb in named:
        if verb == chosen:
            module = importlib.import_module(f"charspec.cli.{verb.replace('-', '_')}")
            sub = verbs.add_parser(
                verb,
                help=VERBS[verb],
                description=module.HELP,
                epilog=module.EXAMPLES,
                formatter_class=argparse.RawDescriptionHelpFormatter,
            )
            module.add_arguments(sub)
            sub.set_defaults(run=module.run)
        else:
            verbs.add_parser(verb, help=VERBS[verb])
    options = parser.parse_args(words)
    code: int = options.run(options)
    return code


def _report(error: Exception, debug: bool) -> int:
    """An error is one paragraph: what, where, what to do next. Anything unforeseen says so and asks for a
    report.
    """
    from charspec.errors import CharspecError

    if debug:
        import traceback

        traceback.print_exc()
    if isinstance(error, CharspecError):
        _say(f"charspec: {_harmless(str(error))}")
        return error.exit_code
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        _say(f"charspec: {_harmless(f'{where}{error.strerror or error}')}{_step(error)}")
        return 2 if isinstance(error, FileNotFoundError) else 1
    what = f"internal error: {type(error).__name__}: {_harmless(str(error))}"
    _say(f"charspec: {what}\n  run again with --debug and report it")
    return 1


def _say(text: str) -> None:
    """A line on stderr, if somebody is there to read it; on a terminal in the place of a bar that stands
    there."""
    with contextlib.suppress(OSError):
        wipe = "\r\x1b[K" if sys.stderr.isatty() else ""
        write(sys.stderr, f"{wipe}{text}\n")


def _step(error: OSError) -> str:
    """What helps where the system refuses a file: nothing that charspec knows more of."""
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return "\nMake that folder writable, or work on a copy elsewhere; CHARSPEC_CACHE names another cache."
    if error.errno in (errno.ENOTDIR, errno.EEXIST):
        return "\nA file lies where a folder belongs: move it away."
    return ""


def _harmless(text: str) -> str:
    """An error without what a terminal would obey: file names come from elsewhere."""
    from charspec.lint.reporting.screen import harmless

    return harmless(text)
