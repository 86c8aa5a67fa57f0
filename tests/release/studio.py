"""A studio: a spec, two pictures, and a run of two short epochs on random weights."""

from __future__ import annotations

import functools
import hashlib
import shutil
from pathlib import Path

import pytest
from PIL import Image

from charspec.cli import main
from charspec.plan import Lock, Plan, PromptPlan, SamplesPlan, TextEncoderPlan, lock
from charspec.train.run import train
from tests.families.miniature import write_random_base
from tests.plans import SIZE, adamw, item, train_plan

CAPTIONS = (
    "Vendalixia, a young woman with silver hair and a red scarf, front view, standing, flat light",
    "Vendalixia, a young woman with silver hair and a red scarf, profile view, running, golden hour",
)
PROMPTS = {
    "baseline": "Vendalixia, standing, neutral expression",
    "new_place": "Vendalixia on a beach at sunset",
}
SPEC = """schema: charspec/1
name: Vendalixia
trigger: Vendalixia
base: tiny
identity: a young woman with silver hair and a red scarf
images: images/
tests:
  baseline: Vendalixia, standing, neutral expression
  new_place: Vendalixia on a beach at sunset
"""
RELEASE = """release:
  description: Silver-haired courier of the Dusk Guild.
  tags: [character, dusk-guild]
  license: CC-BY-4.0
  thumbnail: new_place
  pins: [new_place]
"""


EPOCH = ("--epoch", "2")


@functools.cache
def random_base(session: Path) -> Path:
    return write_random_base(session / "release-base")


@functools.cache
def trained_once(session: Path) -> Path:
    """A studio's folder with its finished run, made once below a session's folder. Read only."""
    root = session / "release-studio" / "vendalixia"
    write_studio(root, random_base(session))
    return root


@functools.cache
def released_once(session: Path) -> Path:
    """A release folder, made once below a session's folder. Read only."""
    root = session / "released"
    root.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        run = copied_run(session, root, patch)
        assert main(["finalize", str(run), *EPOCH]) == 0
    return root / "vendalixia" / "releases" / "vendalixia"


def copied_run(session: Path, folder: Path, patch: pytest.MonkeyPatch) -> Path:
    """The run in a copy of the studio, with a `release:` in its spec."""
    patch.setenv("CHARSPEC_BASE_PATH", str(random_base(session)))
    patch.setenv("CHARSPEC_CACHE", str(folder / "cache"))
    root = folder / "vendalixia"
    shutil.copytree(trained_once(session), root)
    with (root / "character.yaml").open("a", encoding="utf-8") as spec:
        spec.write(RELEASE)
    return next((root / "runs" / "vendalixia").iterdir())


def refused(capsys: pytest.CaptureFixture[str], *words: object) -> str:
    """What a call that fails says."""
    assert main(["finalize", *map(str, words)]) in (1, 2)
    return capsys.readouterr().err.split("charspec: ")[-1]


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_studio(root: Path, weights: Path, base: str = "tiny", text: bool = False) -> Path:
    """Train there, with prompts drawn in two steps; returns the run's folder. `text`: the encoder learns
    too."""
    (root / "images").mkdir(parents=True)
    for name, colour in (("front", (200, 40, 40)), ("run", (60, 60, 200))):
        Image.new("RGB", (SIZE, SIZE), colour).save(root / "images" / f"{name}.png")
    (root / "character.yaml").write_text(SPEC.replace("base: tiny", f"base: {base}"), encoding="utf-8")
    made = plan_lock(root, base, text)
    run = root / "runs" / "vendalixia" / made.hashes.run[:12]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CHARSPEC_CACHE", str(root / "cache"))
        list(train(made, root, run, weights))
    return run


def plan_lock(root: Path, base: str, text: bool) -> Lock:
    plan = train_plan(
        (
            item(root, f"images/{name}.png", caption)
            for name, caption in zip(("front", "run"), CAPTIONS, strict=True)
        ),
        base,
        optimizer=adamw(learning_rate=1e-2, weight_decay=0.0),
        text_encoder=TextEncoderPlan(learning_rate=1e-3) if text else None,
    )
    samples = SamplesPlan(
        prompts={slot: PromptPlan(prompt=words, seed=n) for n, (slot, words) in enumerate(PROMPTS.items())},
        control=PromptPlan(prompt="a young woman, standing, neutral expression", seed=9),
        width=SIZE,
        height=SIZE,
        steps=2,
        guidance_scale=4.0,
    )
    return lock(Plan(train=plan, samples=samples, release=None))
