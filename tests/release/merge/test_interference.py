"""What is said of two LoRAs in each other's way, against the same computed from whole weights."""

import pytest
import torch

from charspec.release.merge import Pair, interference, summary
from tests.release.merge.loras import delta, plain_parts, random_modules

SHAPES = {f"transformer_blocks.{number}.attn.to_q": (40, 30) for number in range(3)}
ONE, OTHER = random_modules(SHAPES, 4, 8.0, 1), random_modules(SHAPES, 3, 1.5, 2)


def only_pair(*sets: tuple[object, float]) -> tuple[list[float], Pair, str]:
    parts = plain_parts(sets)  # type: ignore[arg-type]
    norms, (pair,) = interference(parts)
    (words,) = summary(parts, norms, [pair])
    return norms, pair, words


def test_norms_and_cosine_are_those_of_the_whole_deltas() -> None:
    norms, pair, words = only_pair((ONE, 0.5), (OTHER, 1.0))
    one, other = (
        torch.cat([weight * delta(modules, name).flatten() for name in SHAPES])
        for modules, weight in ((ONE, 0.5), (OTHER, 1.0))
    )
    assert norms == pytest.approx([float(one.norm()), float(other.norm())], rel=1e-5)
    assert pair.cosine == pytest.approx(float(one @ other / one.norm() / other.norm()), abs=1e-5)
    smaller = torch.minimum(one.abs(), other.abs())
    assert pair.conflict == pytest.approx(float(smaller[one * other < 0].sum() / smaller.sum()), abs=1e-5)
    by_module = {
        name: float(torch.cosine_similarity(delta(ONE, name).flatten(), delta(OTHER, name).flatten(), dim=0))
        for name in SHAPES
    }
    furthest = max(by_module, key=lambda name: abs(by_module[name]))
    assert (pair.module, pair.at_module) == (furthest, pytest.approx(by_module[furthest], abs=1e-5))
    assert "nearly independent" in words


def test_the_same_pulls_the_same_way_and_its_opposite_against_it() -> None:
    _, pair, words = only_pair((ONE, 1.0), (ONE, 0.9))
    assert (pair.cosine, pair.conflict) == (pytest.approx(1), 0)
    assert "they pull the same way (cosine +1.00, +1.00 in transformer_blocks." in words
    assert "; signs differ in 0%)" in words
    _, pair, words = only_pair((ONE, 1.0), (ONE, -1.0))
    assert (pair.cosine, pair.conflict) == (pytest.approx(-1), 1)
    assert "they pull against each other" in words


def test_unrelated_loras_have_cosine_0_and_half_of_their_signs_alike() -> None:
    shapes = {"transformer_blocks.0.attn.to_q": (400, 700)}
    _, pair, _ = only_pair(
        (random_modules(shapes, 16, 16.0, 3), 1.0), (random_modules(shapes, 8, 8.0, 4), 1.0)
    )
    assert abs(pair.cosine) < 0.03
    assert pair.conflict == pytest.approx(0.5, abs=0.03)


def test_different_layers_cannot_meet() -> None:
    _, pair, words = only_pair(
        (ONE, 1.0), ({"transformer_blocks.9.attn.to_k": ONE["transformer_blocks.0.attn.to_q"]}, 1.0)
    )
    assert (pair.shared, pair.cosine, pair.conflict) == (0, 0, 0)
    assert "touch different layers" in words


def test_what_outweighs_is_named_with_the_weight_at_which_it_would_not() -> None:
    norms, _, words = only_pair((ONE, 1.0), (OTHER, 0.1))
    ratio = norms[0] / norms[1]
    assert ratio > 2
    assert f"0 outweighs it {ratio:.1f} times: at {1 / ratio:.2g} they would be equal." in words


def test_nothing_trained_has_no_norm_and_no_ratio() -> None:
    blank = {name: type(found)(found.down, found.up * 0, found.alpha) for name, found in ONE.items()}
    norms, pair, words = only_pair((blank, 1.0), (OTHER, 1.0))
    assert (norms[0], pair.cosine, pair.conflict) == (0, 0, 0)
    assert "outweighs" not in words
