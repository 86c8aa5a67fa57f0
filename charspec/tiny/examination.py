"""How well the encoder tells people apart whom it never saw: drawn, and as the base draws them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

import torch
from PIL import Image

from charspec.tiny.character import Character, Scene, held_out, sample_character
from charspec.tiny.drawing import draw
from charspec.tiny.encoder import Encoder
from charspec.tiny.examples import VENDALIXIA
from charspec.tiny.pretrain.people import scene_by_lot, sibling, withheld
from charspec.tiny.tensors import to_tensor
from charspec.tiny.wording import full_caption

PEOPLE = 100
VIEWS = 4
DRAWN = 40
"""People of whom the base draws two pictures each: a second a picture."""

Draw = Callable[[list[str]], list[Image.Image]]


def strangers(count: int, seed: str) -> list[Character]:
    """Withheld characters by lot, none twice: combinations that the encoder's training never drew."""
    rng = Random(seed)
    found: dict[Character, None] = {}
    while len(found) < count:
        person = sample_character(rng)
        if withheld(person):
            found[person] = None
    return list(found)


@torch.no_grad()
def on_drawings(encoder: Encoder) -> dict[str, float]:
    """Figures of drawings of strangers, and of each beside another who differs in one or two looks."""
    rng = Random("charspec/strangers")
    people = strangers(PEOPLE, "charspec/strangers")
    likes = [sibling(person, rng) for person in people]
    hers = encoder(to_tensor([draw(VENDALIXIA, scene_by_lot(rng)) for _ in range(VIEWS * 5)]))
    x, y = (encoder(_views(group, rng)) for group in (people, likes))
    owner = torch.arange(PEOPLE).repeat_interleave(VIEWS)
    cosines, same = x @ x.T, owner[:, None] == owner[None, :]
    itself = torch.eye(len(x), dtype=torch.bool)
    nearest = cosines.masked_fill(itself, -2).argmax(1)
    beside = (x.unflatten(0, (PEOPLE, VIEWS)) @ y.unflatten(0, (PEOPLE, VIEWS)).transpose(1, 2)).flatten()
    among = (hers @ hers.T)[~torch.eye(len(hers), dtype=torch.bool)]
    return {
        "nearest picture is of the same person": float((owner[nearest] == owner).float().mean()),
        "same against any other (AUC)": auc(cosines[same & ~itself], cosines[~same]),
        "same against one or two looks changed (AUC)": auc(cosines[same & ~itself], beside),
        "Vendalixia against any other (AUC)": auc(among, (hers @ x.T).flatten()),
    }


@torch.no_grad()
def on_samples(encoder: Encoder, draw_prompts: Draw) -> dict[str, float]:
    """Figures of the base's own pictures of strangers' captions, each held against drawings of all of them.

    The base draws some looks wrong (docs/tiny.md), so that no encoder could have all of these right.
    """
    rng = Random("charspec/drawn-strangers")
    people = [p for p in strangers(DRAWN + 20, "charspec/drawn-strangers") if not held_out(p)][:DRAWN]
    subjects = [(person, scene_by_lot(rng)) for person in people for _ in range(2)]
    samples = encoder(to_tensor(draw_prompts([full_caption(*subject) for subject in subjects])))
    known = encoder(_views(people, rng)).unflatten(0, (len(people), VIEWS)).mean(1)
    cosines = samples @ known.T
    owner = torch.arange(len(people)).repeat_interleave(2)
    same = owner[:, None] == torch.arange(len(people))[None, :]
    return {
        "nearest person is the one asked for": float((cosines.argmax(1) == owner).float().mean()),
        "asked for against any other (AUC)": auc(cosines[same], cosines[~same]),
    }


def auc(higher: torch.Tensor, lower: torch.Tensor) -> float:
    """How often one of `higher` is above one of `lower`: 1 always, 0.5 by chance."""
    ranks = torch.searchsorted(lower.sort().values, higher.contiguous())
    return float(ranks.double().mean() / len(lower))


def _views(people: Sequence[Character], rng: Random) -> torch.Tensor:
    """`VIEWS` drawings of each, in scenes by lot: (N · VIEWS, 3, 64, 64)."""
    subjects: list[tuple[Character, Scene]] = [(p, scene_by_lot(rng)) for p in people for _ in range(VIEWS)]
    return to_tensor([draw(person, scene) for person, scene in subjects])
