"""The prompt for a new environment asks for one that no picture shows.

A place from the set may be the background of a training picture come back; only a new one shows whether the
character has come loose from where it was photographed (guide, step 6: a new environment). The places of
the pictures are those of labels and captions. A prompt with words that no caption of that place has ("a
forest of glass") may be another place and is left alone, and so are the guide's own four prompts together.

## Fires
```character.yaml
images:
  images/a.png: {angle: front, environment: in a forest}
  images/b.png: {angle: profile, environment: on a beach}
  images/c.png: {angle: back, environment: in a tavern}
tests:
  baseline: Vendalixia, standing, neutral expression
  new_place: Vendalixia on a beach at sunset
```

## Does not fire
```character.yaml
images:
  images/a.png: {angle: front, environment: in a forest}
  images/b.png: {angle: profile, environment: on a bridge}
  images/c.png: {angle: back, environment: in a tavern}
tests:
  baseline: Vendalixia, standing, neutral expression
  new_place: Vendalixia on a beach at sunset
```

## Fix
Unsafe: the prompt becomes one for a place that no picture shows, as by `charspec prompts --slot new_place`.
"""

from collections.abc import Iterator, Sequence

from charspec.dataset import Item
from charspec.lint.finding import Also, Confidence, Hit, Severity
from charspec.lint.sets.prompts import Prompt
from charspec.lint.sets.proposed import instead
from charspec.lint.sets.sides import are_the_guides, repeating, said_at
from charspec.spec import CharacterSpec

CODE = "P107"
NAME = "place-not-new"
SEVERITY: Severity = "warning"
CONFIDENCE: Confidence = "heuristic"


def check(prompts: Sequence[Prompt], items: Sequence[Item], spec: CharacterSpec) -> Iterator[Hit]:
    if are_the_guides(prompts, spec):
        return
    repeated = repeating("a new place", "environment", prompts, items, spec)
    if repeated is None:
        return
    prompt, asked, item = repeated
    new, fix = instead(prompt, "new_place", "environment", items, spec)
    yield Hit(
        prompt.path,
        f"the prompt '{prompt.slot}' asks for a place that {item.file} shows ('{asked}')",
        f"Ask for one that no picture shows{f', such as {new!r}' if new else ''} (guide, step 6).",
        fix,
        also=(Also(said_at(item, "environment"), "said here"),),
    )
