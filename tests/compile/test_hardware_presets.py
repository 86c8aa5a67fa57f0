"""Every hardware preset composes with every base, and gives the plan what its file says."""

from pathlib import Path

import pytest

from charspec.compile.compiled import compile_loaded
from charspec.conf_path import option_names, read_option
from charspec.settings import base_names
from charspec.spec import load_spec


@pytest.mark.parametrize("base", base_names())
def test_every_preset_composes_with_a_base(base: str, spec: Path) -> None:
    loaded = load_spec(spec)
    for name in option_names("hardware"):
        compiled = compile_loaded(loaded, [f"base={base}", f"hardware={name}"])
        said, train = read_option("hardware", name), compiled.plan.train
        execution = compiled.execution.hardware
        found = (train.precision, train.quantization, train.gradient_accumulation, execution.offload)
        keys = ("precision", "quantization", "gradient_accumulation", "offload")
        assert found == tuple(said[key] for key in keys), name
        assert train.base.name == base
