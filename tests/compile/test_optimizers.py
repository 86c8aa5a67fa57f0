"""The optimizer of a plan has its own fields and no other's."""

from pathlib import Path

import pytest

from charspec.compile import compile_spec
from charspec.errors import CharspecError
from charspec.plan import AdamWPlan, ProdigyPlan


def test_each_optimizer_is_planned_with_its_own_fields(spec: Path) -> None:
    eight = compile_spec(spec, ["optimizer=adamw8bit", "optimizer.weight_decay=0"]).plan.train.optimizer
    assert isinstance(eight, AdamWPlan)
    assert (eight.name, eight.weight_decay) == ("adamw8bit", 0)
    words = ["optimizer=prodigy", "optimizer.d_coefficient=2", "optimizer.max_grad_norm=null"]
    prodigy = compile_spec(spec, words).plan.train.optimizer
    assert isinstance(prodigy, ProdigyPlan)
    assert (prodigy.d_coefficient, prodigy.max_grad_norm) == (2.0, None)


def test_a_rate_that_is_written_multiplies_prodigys(spec: Path) -> None:
    plan = compile_spec(spec, ["optimizer=prodigy", "train.learning_rate=0.5", "train.text_encoder=true"])
    assert plan.plan.train.optimizer.learning_rate == 0.5
    assert plan.plan.train.text_encoder is not None
    assert plan.plan.train.text_encoder.learning_rate == 0.1
    assert plan.origins["train.text_encoder_learning_rate"].origin.startswith(
        "optimizer prodigy (conf/optimizer/prodigy.yaml:"
    )


def test_a_field_of_another_optimizer_is_refused(spec: Path) -> None:
    with pytest.raises(CharspecError, match=r"optimizer=adamw has no 'growth_rate'"):
        compile_spec(spec, ["optimizer.growth_rate=1.02"])


def test_the_parts_of_a_batch_are_in_the_plan(spec: Path) -> None:
    assert compile_spec(spec, ["hardware.gradient_accumulation=4"]).plan.train.gradient_accumulation == 4
