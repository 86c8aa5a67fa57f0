"""Epochs drawn on the distilled model after the training: as `generate --deploy` draws, once each, and
without touching what was learnt."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from charspec.plan import Lock
from charspec.records import Epoch, read_epochs
from charspec.settings import load_base
from charspec.settings.deployment import Deployment, deployment_of
from charspec.train.deploy import draw_deployed
from charspec.train.distilled import Distilled, find_distilled, undrawn
from charspec.train.generate import deployed, from_run, generate
from charspec.train.run import train
from tests.families.test_training import of_base
from tests.hub import COMMIT, write_repository
from tests.miniatures import klein, write, write_miniature
from tests.train.conftest import MakeLock, make_lock, spec_folder  # noqa: F401 (fixtures)

KLEIN = "flux2-klein-4b"


@pytest.fixture(scope="module")
def distilled(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Base → the folder of its distilled model."""
    root = tmp_path_factory.mktemp("distilled")
    return {
        KLEIN: write(klein(distilled=True), root / "klein"),
        "z-image": write_miniature("z-image-turbo", root / "turbo"),
    }


def deployment(base: str, folder: Path | None) -> Deployment:
    found = deployment_of(load_base(base), str(folder) if folder else None)
    assert found is not None
    return found


def draw(lock: Lock, run: Path, to: Deployment) -> list[Epoch]:
    found = find_distilled(to)
    assert found is not None
    return list(draw_deployed(lock, run, to, found, undrawn(run, lock, to, found.identity)))


def difference(file: Path, other: Image.Image) -> int:
    """The most that a channel of a pixel differs, of 255."""
    with Image.open(file) as picture:
        return int(np.abs(np.asarray(picture, dtype=int) - np.asarray(other, dtype=int)).max())


def kept(run: Path) -> dict[str, bytes]:
    """What no drawing may change: weights, resume point, DONE.json, the pictures of the training."""
    files = [*run.rglob("*.safetensors"), run / "DONE.json", *run.glob("epochs/*/*.png")]
    return {str(file): file.read_bytes() for file in files}


@pytest.mark.parametrize(("base", "text"), [(KLEIN, {"learning_rate": 1e-3}), ("z-image", None)])
def test_every_epoch_is_drawn_as_generate_draws_it(
    base: str,
    text: object,
    miniatures: dict[str, Path],
    distilled: dict[str, Path],
    spec_folder: Path,  # noqa: F811
    make_lock: MakeLock,  # noqa: F811
    tmp_path: Path,
) -> None:
    run, lock = tmp_path / "run", of_base(make_lock(text_encoder=text), base, 1)
    list(train(lock, spec_folder, run, miniatures[base]))
    before, to = kept(run), deployment(base, distilled[base])
    assert [epoch.epoch for epoch in draw(lock, run, to)] == [0, 1]
    assert kept(run) == before
    for epoch in read_epochs(run):
        assert epoch.deployed is not None
        assert epoch.deployed.model == to.model.repository
        assert [sample.slot for sample in epoch.deployed.samples] == [one.slot for one in epoch.samples]
        source = deployed(from_run(run, epoch.epoch))
        sample = epoch.deployed.samples[0]
        (picture,) = generate(source, [sample.prompt], sample.seed, distilled[base])
        assert difference(run / sample.file, picture) <= 2, "drawn one by one there, together here"
        with Image.open(run / epoch.samples[0].file) as trained:
            assert difference(run / sample.file, trained) > 20
    assert draw(lock, run, to) == [], "nothing is drawn twice"


def test_what_was_drawn_before_a_stop_stays_and_more_epochs_draw_the_rest(
    miniatures: dict[str, Path],
    distilled: dict[str, Path],
    spec_folder: Path,  # noqa: F811
    make_lock: MakeLock,  # noqa: F811
    tmp_path: Path,
) -> None:
    run, to = tmp_path / "run", deployment("z-image", distilled["z-image"])
    lock = of_base(make_lock(), "z-image", 1)
    list(train(lock, spec_folder, run, miniatures["z-image"]))
    found = find_distilled(to)
    assert found is not None
    stopped = draw_deployed(lock, run, to, found, undrawn(run, lock, to, found.identity))
    assert next(stopped).epoch == 0
    stopped.close()
    first = run / "epochs" / "00" / "deploy" / "baseline.png"
    drawn_at = first.stat().st_mtime_ns
    longer = of_base(make_lock(), "z-image", 2)
    list(train(longer, spec_folder, run, miniatures["z-image"]))
    assert [epoch.epoch for epoch in draw(longer, run, to)] == [1, 2]
    assert first.stat().st_mtime_ns == drawn_at
    first.unlink()
    assert [epoch.epoch for epoch in undrawn(run, longer, to, found.identity)] == [0]
    assert len(undrawn(run, longer, to, COMMIT)) == 3, "other weights: rows must compare"
    steps = to.model.model_copy(update={"sample_steps": 3})
    assert len(undrawn(run, longer, to._replace(model=steps), found.identity)) == 3


def test_weights_are_found_in_the_hubs_cache_and_fetched_by_nobody(
    distilled: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    to, folder = deployment(KLEIN, None), distilled[KLEIN]
    assert find_distilled(to) is None
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }
    some = {name: data for name, data in files.items() if not name.startswith("vae/")}
    cut = write_repository(tmp_path, to.model.repository, some)
    assert find_distilled(to) is None, "a fetch that was broken off"
    (cut / "vae").mkdir()
    for name in set(files) - set(some):
        (cut / name).write_bytes(files[name])
    assert find_distilled(to) == Distilled(cut, COMMIT)
    assert find_distilled(to._replace(path=cut)) == Distilled(cut, COMMIT)
