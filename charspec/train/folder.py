"""The folder of a run: what is done in it, and what is written there. Imports no torch, so that its state
can be asked at once."""

from __future__ import annotations

import json
import time
from pathlib import Path

from pydantic import BaseModel

from charspec.errors import CharspecError
from charspec.plan import Lock, canonical_json, lock_text, read_lock
from charspec.records import Epoch, read_done, read_epochs
from charspec.writing import sweep, write_atomically

DONE = "DONE.json"
LOCK = "character.lock.json"


def run_folder(lock: Lock, spec_folder: Path) -> Path:
    """`runs/<name>/<run hash, 12>` beside the spec: the same settings with more epochs, or other prompts,
    continue there."""
    return spec_folder / "runs" / lock.plan.train.slug / lock.hashes.run[:12]


def is_done(run: Path, lock: Lock) -> bool:
    """Whether this very plan is trained and sampled to its end, and its files are still there."""
    try:
        done = read_done(run)
        epochs = {epoch.epoch: epoch for epoch in read_epochs(run)}
    except CharspecError:  # missing or damaged: what it stands for is looked up, and it is written anew
        return False
    wanted = range(lock.plan.train.epochs + 1)
    return (
        done is not None
        and (done.train_hash, done.samples_hash) == (lock.hashes.train, lock.hashes.samples)
        and all(number in epochs for number in wanted)
        and all(is_complete(run, epochs[number], lock.hashes.samples) for number in wanted)
    )


def is_reached(run: Path, lock: Lock) -> bool:
    """Whether every epoch of this plan is there, trained and sampled by it or on the way of a longer one."""
    if is_done(run, lock):
        return True
    try:
        held = read_lock(run / LOCK).hashes
        epochs = {epoch.epoch: epoch for epoch in read_epochs(run)}
    except CharspecError:
        return False
    longer = held.train != lock.hashes.train and held.run == lock.hashes.run
    return longer and all(
        number in epochs and is_complete(run, epochs[number], lock.hashes.samples)
        for number in range(lock.plan.train.epochs + 1)
    )


def is_complete(run: Path, epoch: Epoch, samples_hash: str) -> bool:
    """Whether an epoch's files are there, drawn with these prompts."""
    files = [sample.file for sample in epoch.samples]
    files += [weights.file for weights in (epoch.weights, epoch.text_weights) if weights]
    return epoch.samples_hash == samples_hash and all((run / file).is_file() for file in files)


def begin(run: Path, lock: Lock) -> None:
    """Make the folder this plan's: its lock inside, no sign of an end, nothing half written."""
    sweep(run)
    write_atomically(run / LOCK, lock_text(lock).encode())
    (run / DONE).unlink(missing_ok=True)


def record(run: Path, epoch: Epoch) -> None:
    """Put an epoch's line into epochs.jsonl, in the place of an earlier one."""
    kept = {line.epoch: line for line in read_epochs(run)} | {epoch.epoch: epoch}
    lines = [canonical_json(kept[number].model_dump(mode="json")) for number in sorted(kept)]
    write_atomically(run / "epochs.jsonl", ("\n".join(lines) + "\n").encode())


def write_document(path: Path, document: BaseModel) -> None:
    text = json.dumps(document.model_dump(mode="json"), sort_keys=True, ensure_ascii=False, indent=2)
    write_atomically(path, (text + "\n").encode())


def log(run: Path, text: str) -> None:
    """A line of log.txt. What the run did, for people; nothing reads it back."""
    with (run / "log.txt").open("a", encoding="utf-8") as stream:
        stream.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')}  {text}\n")
