"""Test prompts as fixes: what `charspec prompts` would propose for this set."""

from collections.abc import Mapping, Sequence
from functools import partial

from charspec.dataset import Item
from charspec.errors import CharspecError
from charspec.lint.finding import Fix, Rewrite
from charspec.lint.sets.prompts import Prompt
from charspec.lint.sets.sides import Side
from charspec.spec import CharacterSpec, join_words

SLOT_OF: Mapping[Side, str] = {
    "a baseline": "baseline",
    "a new pose": "new_pose",
    "a new place": "new_place",
    "another framing or style": "new_framing",
}
"""The slot in which a prompt for a side is written."""

_BOM = "\ufeff"


def added(slots: Sequence[str], items: Sequence[Item], spec: CharacterSpec) -> Fix:
    """Add prompts for slots that the spec does not have. Unsafe: what to try is the author's choice."""
    # Here and below: few specs need proposals, and every run would pay for them.
    from charspec.prompting import as_tests, propose, showing

    prompts = as_tests(propose(spec, showing(items, spec)))
    chosen = {slot: prompts[slot] for slot in slots}
    change = partial(_with_prompts, prompts=chosen)
    return Fix(f"Add {join_words(list(chosen))}", (Rewrite(("tests",), change, "file"),), safe=False)


def instead(
    prompt: Prompt, slot: str, attribute: str, items: Sequence[Item], spec: CharacterSpec
) -> tuple[str | None, Fix | None]:
    """Something that no picture shows, and the fix that asks for it in place of a prompt; None if all that
    could be proposed is in the set."""
    from charspec.prompting import as_tests, lacking, propose, showing

    shown = showing(items, spec)
    found = lacking(attribute, shown)
    if not found:
        return None, None
    text = as_tests(propose(spec, shown))[slot]
    edit = Rewrite(prompt.path, partial(_replaced, by=text))
    return found[0].words, Fix(f"Ask for '{text}'", (edit,), safe=False)


def _replaced(_: str, by: str) -> str:
    return by


def _with_prompts(text: str, prompts: Mapping[str, str]) -> str:
    """A whole file with prompts added; as it was where they cannot be."""
    from charspec.prompting import put_prompts

    mark = _BOM if text.startswith(_BOM) else ""
    try:
        return mark + put_prompts(text.removeprefix(_BOM), prompts)
    except CharspecError:
        return text
