"""The prompt for a new pose asks for one that no picture shows.

A pose from the set comes out well even where the model can do nothing else; only one it has never seen
shows whether it holds the character or the training pictures (guide, step 6: a pose not in your dataset).
The poses of the pictures are those of labels and captions. A prompt with words the vocabulary does not know
may ask for something new and is left alone, and so are the guide's own four prompts together.

## Fires
```character.yaml
images:
  images/a.png: {angle: front, pose: standing}
  images/b.png: {angle: profile, pose: sitting}
  images/c.png: {angle: back, pose: walking}
tests:
  baseline: Vendalixia, standing, neutral expression
  new_pose: Vendalixia sitting
```

## Does not fire
```character.yaml
images:
  images/a.png: {angle: front, pose: standing}
  images/b.png: {angle: profile, pose: sitting}
  images/c.png: {angle: back, pose: walking}
tests:
  baseline: Vendalixia, standing, neutral expression
  new_pose: Vendalixia running
```

## Fix
Unsafe: the prompt becomes one for a pose that no picture shows, as by `charspec prompts --slot new_pose`.
"""

from collections.abc import Iterator, Sequence

from charspec.dataset import Item
from charspec.lint.finding import Also, Confidence, Hit, Severity
from charspec.lint.sets.prompts import Prompt
from charspec.lint.sets.proposed import instead
from charspec.lint.sets.sides import are_the_guides, repeating, said_at
from charspec.spec import CharacterSpec

CODE = "P106"
NAME = "pose-not-new"
SEVERITY: Severity = "warning"
CONFIDENCE: Confidence = "heuristic"


def check(prompts: Sequence[Prompt], items: Sequence[Item], spec: CharacterSpec) -> Iterator[Hit]:
    if are_the_guides(prompts, spec):
        return
    repeated = repeating("a new pose", "pose", prompts, items, spec)
    if repeated is None:
        return
    prompt, asked, item = repeated
    new, fix = instead(prompt, "new_pose", "pose", items, spec)
    yield Hit(
        prompt.path,
        f"the prompt '{prompt.slot}' asks for a pose that {item.file} shows ('{asked}')",
        f"Ask for one that no picture shows{f', such as {new}' if new else ''} (guide, step 6).",
        fix,
        also=(Also(said_at(item, "pose"), "said here"),),
    )
