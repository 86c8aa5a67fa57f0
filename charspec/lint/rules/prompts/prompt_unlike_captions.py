"""Test prompts are built like the captions.

A prompt works best in the words the model was trained with (guide, step 6: similar structure, same trigger
word, same approach). Noted are three things that surely differ: marks of another program that no caption
has (weights such as `(smile:1.2)`, `<lora:…>`, `--ar 16:9`), another language than that of the captions,
and a trait of the identity in other words ("golden hair" for "silver hair"): the model was taught the
captions' words for it. Short prompts are fine; the guide's own have three to eight words.

## Fires
```character.yaml
tests:
  baseline: Vendalixia, (standing:1.3), neutral expression --ar 16:9
```

## Does not fire
```character.yaml
tests:
  baseline: Vendalixia, standing, neutral expression
```

## Fix
None: how to say it instead is the author's choice.
"""

from collections.abc import Iterator, Sequence

from charspec.captions import is_english, without_identity
from charspec.dataset import Item
from charspec.lazy import pattern
from charspec.lint.finding import Confidence, Hit, Severity
from charspec.lint.sets.prompts import Prompt
from charspec.lint.sets.sides import are_the_guides
from charspec.lint.words.paraphrase import read_trait
from charspec.lint.words.traits import said
from charspec.spec import CharacterSpec

CODE = "P108"
NAME = "prompt-unlike-captions"
SEVERITY: Severity = "info"
CONFIDENCE: Confidence = "heuristic"

_MARKS = pattern(
    r"\([^()]+:\s*\d*\.?\d+\s*\)|<(?:lora|lyco|hypernet)[^>]*>|(?:^|\s)--[a-z]+\b(?:\s+[\d:.]+)?|\(\([^()]+\)\)|"
    r"\bBREAK\b"
)


def check(prompts: Sequence[Prompt], items: Sequence[Item], spec: CharacterSpec) -> Iterator[Hit]:
    if are_the_guides(prompts, spec):
        return
    captions = [item.caption for item in items if item.caption]
    for prompt in prompts:
        marks = _MARKS().search(prompt.text)
        if marks and not any(_MARKS().search(caption) for caption in captions):
            yield Hit(
                prompt.path,
                f"the prompt '{prompt.slot}' has marks that no caption has: '{marks[0].strip()}'",
                "Say it in words, as the captions do: to the text encoder these marks are text.",
                word=marks[0].strip(),
            )
        elif language := _other_language(prompt.text, captions, spec):
            yield Hit(
                prompt.path,
                f"the prompt '{prompt.slot}' is {language}, unlike the captions",
                "Write prompts in the language of the captions (guide, step 6: same approach).",
            )
        else:
            yield from _other_words(prompt, spec)


def _other_language(prompt: str, captions: Sequence[str], spec: CharacterSpec) -> str:
    """How the language of a prompt differs from that of all captions; empty if it does not for certain."""
    text = without_identity(prompt, spec)
    rest = [without_identity(caption, spec) for caption in captions]
    if not rest or not any(char.isalpha() for char in text):
        return ""
    if is_english(text) and not any(map(is_english, rest)) and all(map(_has_signs, rest)):
        return "English"
    if _has_signs(text) and all(map(is_english, rest)) and not any(map(_has_signs, rest)):
        return "not English"
    return ""


def _has_signs(text: str) -> bool:
    """Whether a text is written in ideographs, syllables or the like."""
    return any(char >= "\u2e80" and char.isalpha() for char in text)


def _other_words(prompt: Prompt, spec: CharacterSpec) -> Iterator[Hit]:
    for trait in spec.identity.traits:
        found = None if said(prompt.text, trait) else read_trait(prompt.text, trait)
        if found and found.kind != "part":
            yield Hit(
                prompt.path,
                f"the prompt '{prompt.slot}' says '{found.words}' where the captions say '{trait}'",
                f"Say '{trait}', or leave it out: the trigger stands for it.",
                word=found.words,
            )
