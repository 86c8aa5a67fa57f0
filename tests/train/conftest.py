"""A random base of the embedded one's shape, two pictures, and plans of a few steps for them."""

import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from charspec.plan import Lock, Plan, PromptPlan, SamplesPlan, TrainPlan, lock
from tests.families.miniature import write_random_base
from tests.plans import SIZE, item, train_plan

CAPTIONS = (
    "Vendalixia, a young woman with silver hair and a red scarf, standing",
    "Vendalixia, a young woman with silver hair and a red scarf, running",
)

MakeLock = Callable[..., Lock]


@pytest.fixture(scope="session")
def random_base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_random_base(tmp_path_factory.mktemp("base"))


@pytest.fixture(autouse=True, scope="module")
def _spared_collections() -> Iterator[None]:
    """The collector passes by what is there before a module's tests: half a million objects of torch and
    diffusers, which take 0.3 s each time that a training releases memory."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture
def spec_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of two pictures, and an empty cache of its own."""
    monkeypatch.setenv("CHARSPEC_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "spec"
    (folder / "images").mkdir(parents=True)
    for name, colour in (("front", (200, 40, 40)), ("run", (60, 60, 200))):
        picture = Image.new("RGB", (128, 128), colour)
        picture.paste((230, 230, 240), (32, 16, 96, 80))
        picture.save(folder / "images" / f"{name}.png")
    return folder


@pytest.fixture
def make_lock(spec_folder: Path) -> MakeLock:
    """Locks of two epochs with four steps each; arguments replace values of the plan's `train` or, by name,
    its prompts."""

    def make(prompts: dict[str, str] | None = None, **train: object) -> Lock:
        given = prompts or {
            "baseline": "Vendalixia, standing",
            "new_place": "Vendalixia on a beach at sunset",
        }
        pictures = [
            item(spec_folder, f"images/{name}.png", caption)
            for name, caption in zip(("front", "run"), CAPTIONS, strict=True)
        ]
        plan = TrainPlan.model_validate({**train_plan(pictures).model_dump(), **train})
        samples = SamplesPlan(
            prompts={
                slot: PromptPlan(prompt=text, seed=n) for n, (slot, text) in enumerate(given.items(), 1)
            },
            control=PromptPlan(prompt="a young woman", seed=3),
            width=SIZE,
            height=SIZE,
            steps=2,
            guidance_scale=4.0,
        )
        return lock(Plan(train=plan, samples=samples, release=None))

    return make
