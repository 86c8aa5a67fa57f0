"""Pictures of others on a base that was published: from its own pipeline, in its own latents."""

from pathlib import Path

from charspec.plan import PRIOR_PICTURES
from charspec.records import read_epochs
from charspec.train.run import train
from charspec.train.tensors import load_tensors
from tests.families.test_training import of_base
from tests.train.conftest import MakeLock, make_lock, spec_folder  # noqa: F401 (fixtures)
from tests.train.test_prior import PRIOR


def test_z_image_learns_from_pictures_of_others_as_well(
    miniatures: dict[str, Path],
    spec_folder: Path,  # noqa: F811
    make_lock: MakeLock,  # noqa: F811
    tmp_path: Path,
) -> None:
    weights = []
    for name, said in (("with", PRIOR), ("without", None)):
        lock = of_base(make_lock(prior=said), "z-image", 1)
        list(train(lock, spec_folder, tmp_path / name, miniatures["z-image"]))
        weights.append(read_epochs(tmp_path / name)[1].weights)
    assert None not in weights
    assert weights[0] != weights[1]
    kept = [load_tensors(file)["x0"] for file in (tmp_path / "cache/prior").rglob("*.safetensors")]
    assert [tuple(x0.shape) for x0 in kept] == 2 * [(PRIOR_PICTURES, 16, 8, 8)], "one file an item"
    assert not any((x0[0] == x0[1]).all() for x0 in kept)
