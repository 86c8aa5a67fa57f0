"""Matrices that lie in one tensor are stepped as if each were stepped alone."""

import json

import torch
from torch import Tensor

from charspec.plan import AdamWPlan
from charspec.train.flat import flatten
from charspec.train.optimizer import Part, make_part, restore, state_of, step

PLAN = AdamWPlan(
    name="adamw", learning_rate=1e-2, betas=(0.9, 0.99), epsilon=1e-8, weight_decay=0.1, max_grad_norm=0.5
)
SHAPES = {"a": (3, 5), "b": (16,), "c": (7, 2, 1), "d": (1,)}


def matrices() -> dict[str, Tensor]:
    draws = torch.Generator().manual_seed(3)
    return {name: torch.nn.Parameter(torch.randn(shape, generator=draws)) for name, shape in SHAPES.items()}


def backward(parameters: dict[str, Tensor], turn: int) -> None:
    draws = torch.Generator().manual_seed(turn)
    losses = [
        (value * torch.randn(value.shape, generator=draws)).sum() + value.square().sum()
        for value in parameters.values()
    ]
    torch.stack(losses).sum().backward()


def copies(parameters: dict[str, Tensor]) -> dict[str, Tensor]:
    return {name: value.detach().clone() for name, value in parameters.items()}


def trained(part: Part, parameters: dict[str, Tensor], turns: range) -> dict[str, Tensor]:
    for turn in turns:
        backward(parameters, turn)
        step([part], 1.0, PLAN.max_grad_norm)
    return copies(parameters)


def test_values_stay_and_every_matrix_is_a_view() -> None:
    parameters = matrices()
    before = copies(parameters)
    flat = flatten(parameters)
    for name, parameter in parameters.items():
        assert torch.equal(parameter, before[name])
        assert (parameter.data_ptr() - flat.values.data_ptr()) % 64 == 0
    with torch.no_grad():
        flat.values.add_(1)
    assert all(torch.equal(parameters[name], before[name] + 1) for name in before)
    joined = flat.join(copies(parameters))
    assert all(torch.equal(flat.view(joined, name), parameters[name]) for name in before)


def test_gradients_of_several_passes_gather_in_one_tensor() -> None:
    parameters, apart = matrices(), matrices()
    flat = flatten(parameters)
    for turn in range(3):
        backward(parameters, turn)
        backward(apart, turn)
    for name in parameters:
        expected = apart[name].grad
        assert expected is not None
        assert torch.equal(flat.view(flat.gradient, name), expected)


def test_it_steps_as_one_optimizer_for_each_matrix_would() -> None:
    parameters, apart = matrices(), matrices()
    found = trained(make_part(PLAN, parameters, PLAN.learning_rate), parameters, range(20))
    optimizer = torch.optim.AdamW(
        apart.values(), lr=1e-2, betas=PLAN.betas, eps=PLAN.epsilon, weight_decay=0.1, fused=True
    )
    for turn in range(20):
        backward(apart, turn)
        torch.nn.utils.clip_grad_norm_(apart.values(), 0.5)
        optimizer.step()
        optimizer.zero_grad()
    for name in apart:
        torch.testing.assert_close(found[name], apart[name].detach(), rtol=1e-5, atol=1e-6)


def test_it_is_clipped_and_stepped_as_torch_does_to_the_bit() -> None:
    parameters, apart = matrices(), matrices()
    part = make_part(PLAN, parameters, PLAN.learning_rate)
    other = flatten(apart)
    optimizer = torch.optim.AdamW(
        [other.values], lr=1e-2, betas=PLAN.betas, eps=PLAN.epsilon, weight_decay=0.1, fused=True
    )
    for turn, factor in enumerate((1.0, 0.5, 0.25, 1.0)):
        backward(parameters, turn)
        step([part], factor, PLAN.max_grad_norm)
        backward(apart, turn)
        torch.nn.utils.clip_grad_norm_([other.values], 0.5)
        optimizer.param_groups[0]["lr"] = 1e-2 * factor
        optimizer.step()
        optimizer.zero_grad(set_to_none=False)
    assert part.flat is not None
    assert torch.equal(part.flat.values, other.values)
    for moment, value in optimizer.state[other.values].items():
        assert torch.equal(part.optimizer.state[part.flat.values][moment], value)


def test_its_state_is_kept_by_matrix_and_continues_to_the_bit() -> None:
    straight = matrices()
    expected = trained(make_part(PLAN, straight, 1e-2), straight, range(9))
    first, second = matrices(), matrices()
    part = make_part(PLAN, first, 1e-2)
    halfway = trained(part, first, range(4))
    tensors, others = state_of([part])
    kept = {key: value.clone() for key, value in tensors.items()}
    assert {f"exp_avg.{name}" for name in SHAPES} <= kept.keys()
    assert all(kept[f"exp_avg_sq.{name}"].shape == torch.Size(shape) for name, shape in SHAPES.items())
    with torch.no_grad():
        for name, parameter in second.items():
            parameter.copy_(halfway[name])
    again = make_part(PLAN, second, 1e-2)
    restore([again], kept, others)
    assert all(
        torch.equal(value, expected[name]) for name, value in trained(again, second, range(4, 9)).items()
    )


def test_a_state_from_before_with_a_step_for_each_matrix_is_understood() -> None:
    parameters = matrices()
    part = make_part(PLAN, parameters, 1e-2)
    kept: dict[str, Tensor] = {}
    for name, value in parameters.items():
        kept |= {f"step.{name}": torch.tensor(4.0), f"exp_avg.{name}": torch.full_like(value, 0.5)}
        kept[f"exp_avg_sq.{name}"] = torch.full_like(value, 0.25)
    restore([part], kept, json.dumps({"numbers": {}, "same": {}}))
    assert part.flat is not None
    state = part.optimizer.state[part.flat.values]
    assert float(state["step"]) == 4
    assert all((part.flat.view(state["exp_avg"], name) == 0.5).all() for name in SHAPES)


def test_the_space_between_matrices_stays_empty() -> None:
    parameters = matrices()
    part = make_part(PLAN, parameters, 1e-2)
    trained(part, parameters, range(5))
    assert part.flat is not None
    whole = part.flat.values.detach().clone()
    for name in parameters:
        part.flat.view(whole, name).zero_()
    assert not whole.any()
