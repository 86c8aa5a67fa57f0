"""No word stands in nearly all captions that is not meant to.

What every picture shows and every caption says becomes part of the character, whether it is meant to or not:
a lantern in nine captions of ten is a lantern in every picture the model draws (guide, common pitfalls, on
poses, backgrounds and outfits). Words of the identity, the outfit and the style are meant to be there; one
angle, framing, pose, expression or place in most captions is told by the rules about the set (D105 to D109).
Of a toy or an animal no rule asks for several expressions, so one that is always named is told here.
The share is charspec's own (threshold `fused-share`, 80%), of at least five captions.

## Fires
```character.yaml
identity: a fox
images:
  images/a.png: {caption: "Vendalixia, a fox with a lantern, front view"}
  images/b.png: {caption: "Vendalixia, a fox, lantern in hand, sitting"}
  images/c.png: {caption: "Vendalixia, a fox, running, an old lantern"}
  images/d.png: {caption: "Vendalixia, a fox, a lit lantern, in a forest"}
  images/e.png: {caption: "Vendalixia, a fox, profile view, on a bridge"}
  images/f.png: {caption: "Vendalixia, a fox, holding up two lanterns"}
```

## Does not fire
```character.yaml
identity: a fox with a lantern
images:
  images/a.png: {caption: "Vendalixia, a fox with a lantern, front view"}
  images/b.png: {caption: "Vendalixia, a fox with a lantern, sitting"}
  images/c.png: {caption: "Vendalixia, a fox with a lantern, running"}
  images/d.png: {caption: "Vendalixia, a fox with a lantern, in a forest"}
  images/e.png: {caption: "Vendalixia, a fox with a lantern, profile view"}
```

## Fix
None: whether it belongs to the character is the author's choice.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from charspec.captions import is_english
from charspec.dataset import Item
from charspec.lint.config.thresholds import Thresholds
from charspec.lint.finding import Also, Confidence, Hit, Severity
from charspec.lint.rules.captions.quality_boilerplate import is_boilerplate
from charspec.lint.sets.seen import bare_caption
from charspec.lint.words.appearance import is_garment, senses, wanted
from charspec.lint.words.content import content_of
from charspec.lint.words.nature import is_no_person
from charspec.spec import CharacterSpec, join_words

CODE = "C111"
NAME = "fused-word"
SEVERITY: Severity = "warning"
CONFIDENCE: Confidence = "heuristic"

_PLAIN_LIGHT = ("daylight", "sunlight", "soft light", "bright light", "flat light", "studio light")
_PLAIN = frozenset((*_PLAIN_LIGHT, "neutral", "calm", "alert", "clothes"))
"""The light and the face of most pictures, and no garment in particular: they tie a character to nothing."""

_ABSTRACT = """
hand hands arm arms leg legs foot feet knee knees shoulder shoulders finger fingers chest lap hip hips
waist neck mouth lips brow brows cheek cheeks chin paw paws sun sky water wind everything something
nothing anything everyone someone anyone nobody everywhere somewhere scene scenes mood atmosphere air
moment time times way ways kind sort bit lot part parts piece pieces place places thing things world
life sense feeling feel tone tones color colors colour colours contrast shadow shadows depth field space
area areas surface surfaces edge edges corner line lines shape shapes pattern patterns texture textures
surroundings environment nature element elements object objects item items outfit clothes clothing
garment garments attire appearance presence body stands stand sits sit lies lie falls fall rests rest
hangs hang runs run goes go comes come holds hold keeps keep wears wear carries carry gives give makes
make takes take turns turn leans lean faces points rises rise shines shine casts cast glows glow fills
fill surrounds surround adds add creates create suggests suggest captures capture conveys highlights
emphasizes reveals hides covers cover reaches catches meets seems seem feels stays stay remains remain
becomes become looks moves move plays play lets let sets set gets get puts says tells shows gently
caught taken kept held left made given seen known found done gone said shot good well better best fine
great clear sharp blurry blurred rich strong faint subtle gentle quiet still busy empty open closed
usual typical different various certain main whole entire own upper lower outer inner near far away
apart along even ever never always often sometimes once again now today later early late enough less
least much little else instead rather perhaps maybe like unlike because since until though although
however if unless whether why how yet already about around between among again against during before
after below above under over across through within without beyond beside besides despite except per via
out off up down overall general shallow high low draws draw quality lens realistic resolution high-resolution
vibrant nostalgic intimate cannot its hers theirs ours viewer's camera's person's
"""
"""Words of sentences that name nothing one could see."""
_NOT_SEEN = frozenset(_ABSTRACT.split())
_NO_NOUNS = ("ly", "ing", "ed")
"""Endings of words that say how or what happens: poses and expressions are told by D106 and D108."""

_FOREIGN_SHARE = 0.2
"""Captions that may not look English, for they are short, in a set that is."""

_FEWEST = 5
_SHOWN = 4


def check(items: Sequence[Item], spec: CharacterSpec, thresholds: Thresholds) -> Iterator[Hit]:
    captioned = [item for item in items if item.caption]
    foreign = sum(_is_foreign(item, spec) for item in captioned)
    if len(captioned) < _FEWEST or foreign > _FOREIGN_SHARE * len(captioned):
        return
    said = [(item, _words(item, spec)) for item in captioned]
    enough = math.ceil(thresholds.fused_share * len(said) - 1e-9)
    counts = Counter(word for _, words in said for word in words)
    fused = [word for word, number in counts.most_common() if number >= enough]
    garments = [word for word in fused if is_garment(word)]
    yield from _hits(said, [word for word in fused if word not in garments], spec, None)
    # One garment throughout, and no word on outfits: most likely it is meant, and only has to be said.
    yield from _hits(said, garments, spec, None if spec.outfit else "info")


def _is_foreign(item: Item, spec: CharacterSpec) -> bool:
    own = bare_caption(item, spec)
    return any(map(str.isalpha, own)) and not is_english(own)


def _hits(
    said: Sequence[tuple[Item, dict[str, str]]],
    fused: Sequence[str],
    spec: CharacterSpec,
    severity: Severity | None,
) -> Iterator[Hit]:
    if not fused:
        return
    places = [(item, words[fused[0]]) for item, words in said if fused[0] in words]
    first = dict(reversed([pair for _, words in said for pair in words.items()]))
    named = join_words([f"'{first[word]}'" for word in fused[:_SHOWN]])
    stands, becomes = ("stands", "becomes") if len(fused) == 1 else ("stand", "become")
    yield Hit(
        ("images",),
        f"{named} {stands} in {len(places)} of {len(said)} captions, and so {becomes} part of {spec.name}",
        "If it belongs to the character, name it in `identity` or `outfit`; else add pictures without it.",
        severity=severity,
        also=tuple(
            Also(("images", item.file, "caption"), f"says '{word}'", word) for item, word in places[:_SHOWN]
        ),
    )


def _words(item: Item, spec: CharacterSpec) -> dict[str, str]:
    """What a caption says that no rule about the set reads, and that is not meant to stand everywhere: words
    without their plural, light and garments by their names in the vocabulary → as they are written."""
    own = _own_words(spec)
    # Of a toy or an animal D106 asks no other face: one that is always named is the character's, or stays.
    told = ("lighting", "outfit", "expression") if is_no_person(spec) else ("lighting", "outfit")
    found: dict[str, str] = {}
    for part in content_of(item, spec):
        if is_boilerplate(part.text):
            continue
        for match in part.known:
            if match.attribute in told and match.term not in _PLAIN:
                found.setdefault(match.term, part.text[match.start : match.end])
        for word in part.unknown:
            if len(word) > 2 and word not in _NOT_SEEN and not word.endswith(_NO_NOUNS):
                found.setdefault(_singular(word), word)
    return {
        key: word
        for key, word in found.items()
        if not any(senses(piece) & own for piece in (word, *re.split(r"[\s-]", word)))
    }


def _own_words(spec: CharacterSpec) -> frozenset[str]:
    """Every form of the words that name the character."""
    outfit = spec.outfit.wears if spec.outfit else ()
    text = " ".join((spec.identity.worded(), *outfit, spec.style, spec.name, spec.trigger))
    return frozenset(form for word in text.lower().replace(",", " ").split() for form in wanted(word))


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word
