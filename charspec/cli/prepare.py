"""`charspec prepare`: crops and enhanced copies for a set, and a sheet of how it will train."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from charspec.cli import enhancing, notifying
from charspec.cli.configuring import add_config_dir
from charspec.errors import CharspecError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from charspec.dataset import Dataset, Item
    from charspec.prepare.proposals import Proposed
    from charspec.settings import Settings
    from charspec.source.change import Change
    from charspec.spec import LoadedSpec

HELP = """Get the pictures of a set ready: propose crops and enhanced copies as edits of the spec, make the
copies that it asks for, draw how everything trains. The pictures themselves are never changed."""
EXAMPLES = """examples:
  charspec prepare character.yaml                           make the copies that the spec asks for
  charspec prepare character.yaml --sheet sheet.png         and draw every picture as it will train
  charspec prepare character.yaml --crop smart              show crops to the subjects, as a diff
  charspec prepare character.yaml --crop smart --write      write them into the spec
  charspec prepare character.yaml --enhance --weights 4x.onnx --write

--crop smart   nearer to a small subject, where the picture has pixels to spare
--crop square  the largest square that holds the subject
--crop bucket  the shape it trains in, moved from the middle to the subject

Without weights, copies are resized by Lanczos, which adds no detail; docs/prepare.md says which do."""

_SHAPES = ("none", "smart", "square", "bucket")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("spec", type=Path, metavar="SPEC", help="a character.yaml")
    parser.add_argument(
        "--crop", choices=_SHAPES, default="none", help="propose crops to the subject (default: none)"
    )
    parser.add_argument(
        "--enhance",
        "--upscale",
        action="store_true",
        help="propose `enhance: 2x` for pictures with fewer pixels than the resolution",
    )
    parser.add_argument(
        "--weights",
        type=Path,
        metavar="FILE",
        help="an .onnx or .safetensors that enlarges; goes into charspec.toml beside the spec",
    )
    parser.add_argument("--write", action="store_true", help="write what is proposed (default: show a diff)")
    parser.add_argument("--sheet", type=Path, metavar="FILE", help="a PNG of the set as it will train")
    add_config_dir(parser)


def run(options: argparse.Namespace) -> int:
    from charspec.conf_path import searching
    from charspec.project import project_dirs

    _check_sheet(options.sheet)
    with (
        searching([*project_dirs(options.spec.absolute().parent), *options.config_dir]),
        notifying.telling(str(options.spec), "preparing", list, notifying.LONG),
    ):
        _prepare(options)
    return 0


def _prepare(options: argparse.Namespace) -> None:
    from charspec.settings import resolve
    from charspec.source.change import diff_of
    from charspec.spec import load_spec

    loaded = load_spec(options.spec)
    dataset = _dataset(loaded)
    settings = resolve(loaded.require(), len(dataset.items))
    weights = _weights_change(options.weights, loaded.folder) if options.weights else None
    proposed = _proposed(options, dataset.items, settings)
    spec_change = _spec_change(loaded, options.spec, dataset.items, proposed)
    changes = [change for change in (weights, spec_change) if change]
    if options.write:
        _write(changes)
        loaded = load_spec(options.spec)
    else:
        print("".join(map(diff_of, changes)), end="")
        if changes:
            print("nothing is written yet: add --write", file=sys.stderr)
        enhancing.make_copies(dataset.items if weights is None else ())
        loaded = _as_if_written(loaded, spec_change)
    items = _dataset(loaded).items
    if weights and not options.write:
        items = _with_method(items, options.weights)
    if options.write:
        enhancing.make_copies(items)
    _say_small(items, settings)
    if options.sheet:
        _draw_sheet(options.sheet, loaded, items, settings)


def _write(changes: Sequence[Change]) -> None:
    """Write what was proposed; none of it if a file that is there may not be written."""
    from charspec.source.change import write_all
    from charspec.writing import write_atomically

    there = [change for change in changes if change.path.exists()]
    for change in there:
        change.check()
    for change in changes:
        if change not in there:
            write_atomically(change.path, change.after.encode())
    write_all(there)
    for change in changes:
        print(f"{change.file}: written")


def _dataset(loaded: LoadedSpec) -> Dataset:
    """The set of a spec; raises its first problem, and CharspecError for a picture that is not there."""
    from charspec.dataset import load_dataset

    dataset = load_dataset(loaded)
    if not dataset.items:
        hint = "Add 5 to 15 pictures of the character (guide, step 3)."
        raise CharspecError("there are no pictures", loaded.source.where(("images",)), hint, 1)
    for item in dataset.items:
        if not item.exists:
            where = loaded.source.where(item.spec_path)
            raise CharspecError(
                f"no such picture: {item.file}", where, "Check the path, or delete it here.", 1
            )
    return dataset


def _proposed(options: argparse.Namespace, items: Sequence[Item], settings: Settings) -> list[Proposed]:
    """A proposal a picture, if any was asked for; what is left as it is, is said on stderr."""
    shape = None if options.crop == "none" else options.crop
    if shape is None and not options.enhance:
        return []
    from charspec.cli.estimating import Estimate
    from charspec.cli.extras import require_enhance
    from charspec.prepare.crops import Shape
    from charspec.prepare.proposals import propose_for

    if shape:
        require_enhance("--crop")
        assert shape in get_args(Shape)
    found = []
    estimate = Estimate(sys.stderr, len(items), "picture")
    estimate.show()
    try:
        for one in propose_for(items, settings, shape, options.enhance):
            estimate.step()
            if one.why:
                print(f"{one.item.file}: {'crop' if one.crop else 'no crop'}, {one.why}", file=sys.stderr)
            found.append(one)
            estimate.show()
    finally:
        estimate.wipe()
    return found


def _spec_change(
    loaded: LoadedSpec, spec: Path, items: Sequence[Item], proposed: Sequence[Proposed]
) -> Change | None:
    keys = {one.item.file: one.keys for one in proposed if one.keys}
    if not keys:
        if proposed:
            print("nothing to propose", file=sys.stderr)
        return None
    from charspec.prepare.keys import with_keys
    from charspec.source.change import Change

    text = with_keys(loaded.source, keys, [item.file for item in items])
    mark = "\ufeff" if loaded.source.bom else ""
    return Change(loaded.source.file, spec, mark + loaded.source.text, mark + text, len(keys))


def _weights_change(weights: Path, folder: Path) -> Change | None:
    """The edit of charspec.toml that names the weights; None if they are named already."""
    from charspec.enhance import close_network, with_weights
    from charspec.enhance.opening import open_network
    from charspec.prepare.naming import name_weights

    change = name_weights(weights, folder)
    if change:  # a file that is no network is refused before anything names it
        open_network(with_weights(weights))
        close_network()
    return change


def _as_if_written(loaded: LoadedSpec, change: Change | None) -> LoadedSpec:
    from charspec.spec import load_text

    return load_text(change.after, loaded.folder, loaded.source.file) if change else loaded


def _with_method(items: Sequence[Item], weights: Path) -> tuple[Item, ...]:
    from charspec.enhance import with_weights

    method = with_weights(weights)
    return tuple(replace(item, method=lambda: method) for item in items)


def _say_small(items: Sequence[Item], settings: Settings) -> None:
    """What still trains below the base's resolution, on stderr."""
    small = [item for item in items if item.size[0] * item.size[1] < settings.resolution**2]
    for item in small:
        done = [
            word for word, on in (("cropped", item.picture.crop), ("enhanced", item.picture.enhance)) if on
        ]
        after = f" ({' and '.join(done)})" if done else ""
        print(
            f"note: {item.file} has {item.size[0]}×{item.size[1]} px{after}, fewer than "
            f"{settings.resolution}×{settings.resolution}: it trains smaller",
            file=sys.stderr,
        )


def _check_sheet(sheet: Path | None) -> None:
    if sheet is None:
        return
    if sheet.suffix.lower() != ".png":
        raise CharspecError("a contact sheet is a .png", str(sheet), "Give --sheet a name that ends in .png.")
    if sheet.exists():
        raise CharspecError("there is a file already", str(sheet), "Choose another name for --sheet.")


def _draw_sheet(path: Path, loaded: LoadedSpec, items: Sequence[Item], settings: Settings) -> None:
    import io

    from charspec.cli.estimating import Estimate
    from charspec.prepare.contact_sheet import contact_sheet
    from charspec.writing import write_atomically

    estimate = Estimate(sys.stderr, len(items), "drawn")

    def step() -> None:
        estimate.step()
        estimate.show()

    title = f"{loaded.require().name}: {len(items)} pictures as they train on {settings.base.name}"
    packed = io.BytesIO()
    try:
        contact_sheet(title, items, loaded.folder, settings, step).save(packed, "PNG")
    except OSError as error:
        raise CharspecError(f"a picture cannot be drawn: {error}", loaded.source.file, exit_code=1) from None
    finally:
        estimate.wipe()
    write_atomically(path, packed.getvalue())
    print(path)
