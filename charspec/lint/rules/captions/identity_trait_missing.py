"""Every caption names every trait of the identity.

Traits that stand in all captions, in the same words, become the character; one that is missing from some
captions comes and goes in the pictures (guide, step 5: trigger word and identity traits should appear in
every caption). The article may differ. A trait in other words, "silver-haired" or "a silver ponytail" for
"silver hair", is a warning with the wording to use: the noun, or a narrower one, with the same said of it
(measured: twelve captions that word silver hair differently are all read, none of them word by word). In
languages other than English only the endings of words may differ. A caption that denies a trait ("without her
red scarf") does not name it: that is an error, and a warning where the trait is named beside it.

## Fires
```character.yaml
identity: a young woman with silver hair and a red scarf
images:
  images/front.png:
    caption: Vendalixia, a young woman with silver hair, standing
```

## Does not fire
```character.yaml
identity: a young woman with silver hair and a red scarf
images:
  images/front.png:
    caption: Vendalixia, a young woman with silver hair and a red scarf, standing
```

## Fix
Safe: the missing traits are written in, after the class phrase ("a young woman with …") or the trigger; a
template that says nothing of the identity gets `{identity}`. A paraphrase, a contradiction and a denial are
left to the author. In other languages than English, where the noun of a missing trait is said, only with
`--unsafe-fixes`: something else may be said of it.
"""

from collections.abc import Iterator
from functools import partial

from charspec.captions import find_trigger
from charspec.dataset import Item
from charspec.lint.finding import Fix, Hit, Rewrite, Severity
from charspec.lint.words.captioned import caption_name, caption_path
from charspec.lint.words.denials import denied
from charspec.lint.words.paraphrase import Paraphrase, is_said_otherwise, read_trait
from charspec.lint.words.traits import said, with_identity, with_traits
from charspec.spec import CharacterSpec, join_words

CODE = "C104"
NAME = "identity-trait-missing"
SEVERITY: Severity = "error"


def check(item: Item, spec: CharacterSpec) -> Iterator[Hit]:
    missing: list[str] = []
    for trait in spec.identity.traits if item.caption else ():
        if absent := denied(item.caption, trait):
            yield _denied(item, spec, trait, absent.words, "warning" if absent.beside else SEVERITY)
            continue
        if said(item.caption, trait):
            continue
        if found := read_trait(item.caption, trait):
            yield _otherwise(item, spec, trait, found)
        else:
            missing.append(trait)
    if missing:
        yield _missing(item, spec, tuple(missing))


def _otherwise(item: Item, spec: CharacterSpec, trait: str, found: Paraphrase) -> Hit:
    path, name, words = caption_path(item, spec), caption_name(item, spec), found.words
    if found.kind == "other":
        hint = f"Write '{trait}', or leave the picture out if it shows something else."
        return Hit(path, f"{name} says '{words}' where the identity says '{trait}'", hint, word=words)
    message = f"{name} words the trait '{trait}' otherwise: '{words}'"
    if found.kind == "part":
        message = f"{name} says only part of the trait '{trait}': '{words}'"
    hint = f"Write '{trait}', in the same words in every caption: traits are learned word by word."
    return Hit(path, message, hint, severity="warning", word=words)


def _denied(item: Item, spec: CharacterSpec, trait: str, words: str, severity: Severity) -> Hit:
    return Hit(
        caption_path(item, spec),
        f"{caption_name(item, spec)} says '{words}', though the identity has '{trait}'",
        f"Leave the picture out if it does not show {trait}; what comes and goes is no trait.",
        severity=severity,
        word=words,
    )


def _missing(item: Item, spec: CharacterSpec, missing: tuple[str, ...]) -> Hit:
    path = caption_path(item, spec)
    traits = join_words([f"'{trait}'" for trait in missing])
    message = f"{caption_name(item, spec)} lacks the {'trait' if len(missing) == 1 else 'traits'} {traits}"
    if path == ("caption_template",):
        # A template that says some of the identity in its own words would say that twice.
        alone = set(missing) == set(spec.identity.traits) and not said(
            item.caption, spec.identity.class_phrase
        )
        fix = Fix("Put {identity} into the template", (Rewrite(path, with_identity),)) if alone else None
        return Hit(path, message, "Put `{identity}` after `{trigger}` in the template.", fix)
    trigger = find_trigger(item.caption, spec.trigger)
    change = partial(with_traits, spec=spec, missing=missing)
    # What the vocabulary does not read may say something else of the same thing.
    doubtful = any(is_said_otherwise(item.caption, trait) for trait in missing)
    return Hit(
        path,
        message,
        f"Name every trait in every caption: what is named in all of them becomes {spec.name}.",
        Fix(f"Write {traits} into the caption", (Rewrite(path, change),), safe=not doubtful),
        word=spec.identity.class_phrase if trigger else None,
    )
