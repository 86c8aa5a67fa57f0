"""Captions describe the picture, not how good it is.

"masterpiece, best quality" is for prompts of models that were trained on such tags. In a caption it says
nothing that could vary, stands in every one, and so becomes part of the character (guide, step 5: captions
name the trigger, the traits, and what varies). Only whole parts between commas count: "a highly detailed map"
is a description.

## Fires
```character.yaml
images:
  images/front.png:
    caption: masterpiece, best quality, Vendalixia, a young woman with silver hair and a red scarf, standing
```

## Does not fire
```character.yaml
images:
  images/front.png:
    caption: Vendalixia, a young woman with silver hair and a red scarf, holding a highly detailed map
```

## Fix
Unsafe: the parts are taken out; where they mean something to the base, they are missed.
"""

import re
from collections.abc import Iterator, Sequence

from charspec.dataset import Item
from charspec.lint.finding import Fix, Hit, Rewrite, Severity
from charspec.lint.words.captioned import caption_name, caption_path, hits_or_one
from charspec.spec import CharacterSpec

CODE = "C118"
NAME = "quality-boilerplate"
SEVERITY: Severity = "warning"

_PHRASES = """
masterpiece; best quality; high quality; highest quality; top quality; great quality; good quality;
normal quality; amazing quality; super quality; very aesthetic; aesthetic; absurdres; incredibly
absurdres; highres; hires; high res; high resolution; 4k; 8k; 16k; uhd; hd; full hd; ultra hd; 4k uhd; 8k
uhd; 4k resolution; 8k resolution; detailed; very detailed; highly detailed; ultra detailed; extremely
detailed; hyper detailed; super detailed; hyperdetailed; ultradetailed; intricate; intricate detail;
intricate details; insane details; fine details; award winning; trending on artstation; trending on
pixiv; artstation; wallpaper; 8k wallpaper; cg unity 8k wallpaper; extremely detailed cg unity 8k
wallpaper; best shadow; newest; perfect composition; professional; stunning
"""
_BOILERPLATE = frozenset(phrase.strip() for phrase in " ".join(_PHRASES.split()).split(";"))
_SCORE = re.compile(r"score \d( up)?|(?:source|rating) \w+")
_WEIGHT = re.compile(r":\s*\d+(?:\.\d+)?")


def check(items: Sequence[Item], spec: CharacterSpec) -> Iterator[Hit]:
    hits: list[tuple[Item, Hit]] = []
    for item in items:
        if found := [part.strip() for part in item.written.split(",") if is_boilerplate(part)]:
            hits.append((item, _hit(item, spec, found)))
    yield from hits_or_one(hits, len(items), "captions praise the picture instead of describing it")


def is_boilerplate(part: str) -> bool:
    """Whether a part of a caption only praises the picture: `(best_quality:1.2)`."""
    words = _WEIGHT.sub("", part).replace("_", " ").replace("-", " ").strip(" ()[]{}.\t\n").lower()
    return words in _BOILERPLATE or bool(_SCORE.fullmatch(words))


def without_boilerplate(text: str) -> str:
    """The text without such parts; as it is if nothing else is there."""
    kept = [part for part in text.split(",") if not is_boilerplate(part)]
    if len(kept) == text.count(",") + 1 or not "".join(kept).strip():
        return text
    lead = text[: len(text) - len(text.lstrip())]
    return lead + ",".join(kept).strip()


def _hit(item: Item, spec: CharacterSpec, found: list[str]) -> Hit:
    path = caption_path(item, spec)
    rewrite = Rewrite(path, without_boilerplate)
    fixable = item.caption_source in ("spec", "sidecar", "metadata")
    return Hit(
        path,
        f"{caption_name(item, spec)} praises the picture instead of describing it: '{', '.join(found)}'",
        "Leave it out: what stands in every caption becomes part of the character.",
        Fix("Take the praise out", (rewrite,), safe=False) if fixable else None,
        word=found[0],
    )
