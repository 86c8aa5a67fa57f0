"""A cache of the hub library as it lies on a disk, made without the library or a network."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

COMMIT = "0123456789abcdef0123456789abcdef01234567"


def write_repository(
    cache: Path, repository: str, files: Mapping[str, bytes], commit: str = COMMIT, main: bool = True
) -> Path:
    """`cache/models--ORG--NAME` with one snapshot; files of 100 bytes and more are blobs named by sha256, as
    large ones are on the hub. Returns the snapshot's folder."""
    folder = cache / f"models--{repository.replace('/', '--')}"
    snapshot = folder / "snapshots" / commit
    for name, data in files.items():
        digest = hashlib.sha256(data) if len(data) >= 100 else hashlib.sha1(data)
        blob = folder / "blobs" / digest.hexdigest()
        link = snapshot / name
        blob.parent.mkdir(parents=True, exist_ok=True)
        link.parent.mkdir(parents=True, exist_ok=True)
        blob.write_bytes(data)
        link.symlink_to(blob)
    if main:
        (folder / "refs").mkdir(exist_ok=True)
        (folder / "refs" / "main").write_text(commit)
    return snapshot
