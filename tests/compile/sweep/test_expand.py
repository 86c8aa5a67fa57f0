"""The words of a sweep and the combinations that they stand for."""

from pathlib import Path

import pytest

from charspec.compile.sweep.expand import MOST, Expanded, expand
from charspec.conf_path import option_names, read_option, searching
from charspec.errors import CharspecError


def words(expanded: Expanded) -> list[str]:
    return [" ".join(combination.words) for combination in expanded.combinations]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("train.epochs=10,15", ["train.epochs=10", "train.epochs=15"]),
        ("train.epochs=choice(10,15)", ["train.epochs=10", "train.epochs=15"]),
        ("train.rank=range(8,33,8)", [f"train.rank={n}" for n in (8, 16, 24, 32)]),
        ("train.rank=range(3)", [f"train.rank={n}" for n in range(3)]),
        ("train.rank=range(9,3,-3)", ["train.rank=9", "train.rank=6"]),
        ("train.caption_dropout=range(0.1,0.4,0.1)", [f"train.caption_dropout=0.{n}" for n in (1, 2, 3)]),
        ("train.epochs=sort(15,10)", ["train.epochs=10", "train.epochs=15"]),
        ("optimizer.betas=[0.9,0.99],[0.8,0.9]", ["optimizer.betas=[0.9,0.99]", "optimizer.betas=[0.8,0.9]"]),
        ("base.path='/a b','/c,d'", ["base.path='/a b'", "base.path='/c,d'"]),
        ("base=glob(flux2-*,exclude=*dev)", ["base=flux2-klein-4b", "base=flux2-klein-9b"]),
        ("train.rank=5,5", ["train.rank=5"]),
        ("train.rank=5", ["train.rank=5"]),
    ],
)
def test_a_word_stands_for_its_values(given: str, expected: list[str]) -> None:
    assert words(expand([given])) == expected


def test_the_last_word_varies_fastest_and_what_is_set_once_is_in_all() -> None:
    found = expand(["train.epochs=1,2", "train.flip=true", "train.rank=4,8"])
    assert found.varies == ("train.epochs", "train.rank")
    assert [dict(one.settings) for one in found.combinations] == [
        {"train.epochs": epochs, "train.rank": rank} for epochs in "12" for rank in "48"
    ]
    assert all("train.flip=true" in one.words for one in found.combinations)


def test_the_launcher_is_no_part_of_a_plan() -> None:
    found = expand(["launcher=basic", "train.rank=4,8", "launcher.grace_seconds=5"])
    assert words(found) == ["train.rank=4", "train.rank=8"]
    assert found.launcher == ("launcher=basic", "launcher.grace_seconds=5")


def test_a_named_sweep_is_its_words_and_the_command_line_wins() -> None:
    assert words(expand(["sweep=epochs"])) == [f"train.epochs={n}" for n in (10, 15, 20)]
    assert words(expand(["train.rank=4", "sweep=epochs", "train.epochs=3"])) == [
        "train.rank=4 train.epochs=3"
    ]
    assert words(expand(["sweep=default"])) == [""]


@pytest.mark.parametrize("name", option_names("sweep"))
def test_every_named_sweep_can_be_expanded(name: str) -> None:
    found = expand([f"sweep={name}"])
    assert len(found.combinations) > 1 or read_option("sweep", name)["overrides"] == []


def test_users_add_sweeps_of_their_own(tmp_path: Path) -> None:
    folder = tmp_path / "conf" / "sweep"
    folder.mkdir(parents=True)
    (folder / "studio.yaml").write_text("name: studio\noverrides:\n  - train.rank=4,8\n")
    (folder / "wrong.yaml").write_text("name: wrong\noverrides: train.rank=4\n")
    (folder / "deep.yaml").write_text("name: deep\noverrides: [launcher=basic]\n")
    (folder / "typo.yaml").write_text("name: typo\noverrides: ['train.rnak=4,8']\n")
    with searching([tmp_path / "conf"]):
        assert words(expand(["sweep=studio"])) == ["train.rank=4", "train.rank=8"]
        for name, said in (
            ("wrong", "overrides: Input should be a valid tuple"),
            ("deep", "has no place in a named sweep"),
            ("typo", "no setting 'train.rnak'"),
        ):
            with pytest.raises(CharspecError, match=said) as caught:
                expand([f"sweep={name}"])
            assert str(folder / f"{name}.yaml") in str(caught.value)


@pytest.mark.parametrize(
    ("given", "said", "hint"),
    [
        (["train.epochs=interval(1,5)"], "names no values", "train.epochs=1,2,3"),
        (["train.epochs=shuffle(1,2)"], "every value is trained", "shuffle"),
        (["train.rank=range(1,5,0)"], "would never end", "step"),
        (["train.rank=range(1,1e9)"], "more than 1,000 combinations", "several sweeps"),
        (["train.rank=range(50)", "train.seed=range(21)"], "more than 1,000 combinations", None),
        (["train.rank=range(5,1)"], "no value at all", "ends"),
        (["base=glob(sdxl*)"], "no value at all", "flux2-klein-4b"),
        (["train.epohs=1,2"], "'train.epohs=1,2': there is no setting", "train.epochs"),
        (["train.epochs=1,2", "train.epochs=3"], "set twice: train.epochs=1,2 and train.epochs=3", "one"),
        (["preset=guide", "train.preset=guide,small_set"], "preset is set twice", "one"),
        (["launcher=basic,joblib"], "launcher says where the runs run", "one"),
        (["tracker=none,tensorboard"], "not what it learns", "one"),
        (["sweep=epochs,rank"], "one sweep at a time", "one"),
        (["sweep=epoch"], "no sweep 'epoch'", "Did you mean 'epochs'?"),
        (["sweep=epochs", "sweep.overrides=[]"], "taken as it is", "command line"),
        (["train.epochs"], "cannot be read", "key=value"),
    ],
)
def test_what_is_no_list_of_values_is_told_why(given: list[str], said: str, hint: str | None) -> None:
    with pytest.raises(CharspecError) as caught:
        expand(given)
    assert said in caught.value.message
    assert caught.value.exit_code == 2
    assert hint is None or hint in (caught.value.hint or "")


def test_as_many_as_are_allowed_are_allowed() -> None:
    assert len(expand([f"train.seed=range({MOST})"]).combinations) == MOST
