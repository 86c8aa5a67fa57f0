"""The plan: what is counted, what is hashed, and how a lock is written and read."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from charspec.errors import CharspecError
from charspec.plan import Lock, Plan, canonical_json, lock, lock_text, read_lock

GOLDEN = Path(__file__).parent / "golden" / "lock" / "character.lock.json"


@pytest.fixture
def document() -> dict[str, Any]:
    """The golden lock as data."""
    found: dict[str, Any] = json.loads(GOLDEN.read_text("utf-8"))
    return found


def plan(document: dict[str, Any], **train: Any) -> Plan:
    return Plan.model_validate({**document["plan"], "train": {**document["plan"]["train"], **train}})


def with_repeats(document: dict[str, Any], *counts: int) -> list[dict[str, Any]]:
    """The items with other repeats; the first two share a bucket, the third has its own."""
    items = document["plan"]["train"]["items"]
    return [{**item, "repeats": count} for item, count in zip(items, counts, strict=True)]


def test_the_golden_lock_is_read_and_written_back_to_the_byte() -> None:
    found = read_lock(GOLDEN)
    assert lock_text(found).encode() == GOLDEN.read_bytes()
    assert lock(found.plan) == found


@pytest.mark.parametrize(
    ("repeats", "batch", "steps"),
    [((20, 20, 20), 1, 60), ((20, 20, 20), 8, 8), ((1, 1, 1), 4, 2), ((3, 2, 5), 5, 2), ((3, 3, 5), 5, 3)],
)
def test_a_batch_holds_one_bucket_and_its_short_last_one_counts(
    document: dict[str, Any], repeats: tuple[int, int, int], batch: int, steps: int
) -> None:
    train = plan(document, items=with_repeats(document, *repeats), batch_size=batch, epochs=3).train
    assert train.samples_per_epoch == sum(repeats)
    assert train.steps_per_epoch == steps
    assert train.steps == 3 * steps


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Vendalixia", "vendalixia"),
        ("Vendalixia of the Dusk", "vendalixia-of-the-dusk"),
        ("雨 / Ame", "雨-ame"),
        ("../..", "character"),
        ("...", "character"),
    ],
)
def test_a_name_becomes_one_that_files_can_carry(document: dict[str, Any], name: str, slug: str) -> None:
    assert plan(document, name=name).train.slug == slug


def test_a_longer_run_with_a_constant_rate_has_the_same_identity(document: dict[str, Any]) -> None:
    short, long = (lock(plan(document, epochs=epochs)).hashes for epochs in (3, 30))
    assert short.run == long.run
    assert short.train != long.train


@pytest.mark.parametrize("name", ["linear", "cosine"])
def test_a_rate_that_depends_on_the_length_makes_another_run(document: dict[str, Any], name: str) -> None:
    schedule = {"name": name, "warmup_steps": 0}
    runs = {lock(plan(document, epochs=epochs, lr_schedule=schedule)).hashes.run for epochs in (3, 30)}
    assert len(runs) == 2


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_canonical_json_is_one_text_for_one_value(value: Any) -> None:
    text = canonical_json(value)
    assert json.loads(text) == value
    assert canonical_json(json.loads(text)) == text
    assert "\n" not in text


def test_canonical_json_sorts_keys_and_refuses_what_is_no_json() -> None:
    assert canonical_json({"b": 1, "a": "é"}) == '{"a":"é","b":1}'
    with pytest.raises(ValueError, match="Out of range"):
        canonical_json(float("nan"))


def test_a_plan_is_frozen_and_refuses_unknown_keys(document: dict[str, Any]) -> None:
    found = plan(document)
    with pytest.raises(ValidationError, match="frozen"):
        found.train.epochs = 4  # type: ignore[misc]
    with pytest.raises(ValidationError, match="Extra inputs"):
        plan(document, launcher="slurm")


def write(path: Path, document: dict[str, Any]) -> Path:
    path.write_text(json.dumps(document), "utf-8")
    return path


def test_the_bytes_of_a_lock_do_not_matter_for_reading_it(tmp_path: Path, document: dict[str, Any]) -> None:
    assert read_lock(write(tmp_path / "x.lock.json", document)) == Lock.model_validate(document)


def test_a_lock_edited_by_hand_is_refused(tmp_path: Path, document: dict[str, Any]) -> None:
    document["plan"]["train"]["epochs"] = 4
    with pytest.raises(CharspecError, match="not the one it was hashed from") as caught:
        read_lock(write(tmp_path / "x.lock.json", document))
    assert caught.value.exit_code == 1
    assert "charspec compile" in (caught.value.hint or "")


@pytest.mark.parametrize(
    ("part", "key", "value", "said"),
    [
        ("train", "epochs", 0, "plan.train.epochs"),
        ("train", "epochs", "3", "plan.train.epochs"),
        ("train", "launcher", "x", "plan.train"),
        ("train", "precision", "float8", "plan.train.precision"),
        ("samples", "steps", None, "plan.samples.steps"),
    ],
)
def test_a_lock_that_is_none_names_the_place(
    tmp_path: Path, document: dict[str, Any], part: str, key: str, value: object, said: str
) -> None:
    document["plan"][part][key] = value
    with pytest.raises(CharspecError) as caught:
        read_lock(write(tmp_path / "x.lock.json", document))
    assert f"no valid lock document: {said}: " in caught.value.message
    assert caught.value.where == str(tmp_path / "x.lock.json")


def test_a_lock_that_is_not_there_is_a_wrong_path(tmp_path: Path) -> None:
    with pytest.raises(CharspecError, match="no such file") as caught:
        read_lock(tmp_path / "x.lock.json")
    assert caught.value.exit_code == 2


def test_a_lock_of_a_newer_version_says_so(tmp_path: Path, repository: Path) -> None:
    text = (repository / "tests/golden/lock/character.lock.json").read_text("utf-8")
    path = tmp_path / "character.lock.json"
    path.write_text(text.replace('"version": 1', '"version": 2').replace('"trigger"', '"triggers"'), "utf-8")
    with pytest.raises(
        CharspecError, match="a newer charspec wrote this lock: its plan is version 2"
    ) as caught:
        read_lock(path)
    assert caught.value.exit_code == 1
    path.write_text(text.replace('"trigger"', '"triggers"'), "utf-8")
    with pytest.raises(CharspecError, match="no valid lock document"):
        read_lock(path)
