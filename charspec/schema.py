"""JSON Schemas of every document charspec reads or writes, generated from the pydantic models.

`python -m charspec.schema --write` brings `schemas/` up to date; `--check` says whether it is (exit 1 if
not).
"""

import importlib
import json
import sys
from typing import Any

from pydantic import BaseModel

from charspec.errors import CharspecError
from charspec.resources import schemas_dir

DOCUMENTS = {
    "character": "charspec.spec.models:CharacterSpec",
    "lock": "charspec.plan:Lock",
    "findings": "charspec.lint.reporting.document:FindingsDocument",
    "diff": "charspec.changes:DiffDocument",
    "doctor": "charspec.doctor.document:DoctorDocument",
    "against": "charspec.doctor.document:AgainstDocument",
    "epoch": "charspec.records:Epoch",
    "environment": "charspec.records:Environment",
    "done": "charspec.records:Done",
    "score": "charspec.scores:Score",
    "release": "charspec.choice:Choice",
    "released": "charspec.release.record:Released",
    "drawn": "charspec.drawn:Drawn",
    "retraining": "charspec.compare.retraining.record:Retraining",
    "sweep": "charspec.sweeps:SweepRecord",
    "estimate": "charspec.estimate.document:EstimateDocument",
    "calibration": "charspec.estimate.calibration:Calibration",
}
"""Name of the schema → the model it is generated from (named, so that only those asked for are imported)."""

COMMAND = "python -m charspec.schema --write"


def generate(name: str) -> dict[str, Any]:
    """The JSON Schema of a document, draft 2020-12; CharspecError (exit 2) for a name that is none."""
    if name not in DOCUMENTS:
        raise CharspecError(f"there is no schema '{name}'", hint=f"Choose one of: {', '.join(DOCUMENTS)}.")
    module, model = DOCUMENTS[name].split(":")
    found: type[BaseModel] = getattr(importlib.import_module(module), model)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **found.model_json_schema()}


def render(name: str) -> str:
    """The text of `schemas/<name>.schema.json`."""
    return json.dumps(generate(name), indent=2, ensure_ascii=False) + "\n"


def stale() -> list[str]:
    """The schemas whose committed file is missing or says something else than the models."""
    folder = schemas_dir()
    files = {name: folder / f"{name}.schema.json" for name in DOCUMENTS}
    return [
        name for name, file in files.items() if not file.is_file() or file.read_text("utf-8") != render(name)
    ]


def write() -> list[str]:
    """Bring `schemas/` up to date; returns the names that changed."""
    changed = stale()
    for name in changed:
        (schemas_dir() / f"{name}.schema.json").write_text(render(name), "utf-8", newline="\n")
    return changed


def _main(arguments: list[str]) -> int:
    if arguments not in ([], ["--write"], ["--check"]):
        print(f"usage: {COMMAND} (or --check)", file=sys.stderr)
        return 2
    if arguments == ["--check"]:
        found = stale()
        if found:
            print(f"schemas out of date: {', '.join(found)}. Run: {COMMAND}", file=sys.stderr)
        return 1 if found else 0
    for name in write():
        print(f"wrote {name}.schema.json", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(_main(sys.argv[1:]))
