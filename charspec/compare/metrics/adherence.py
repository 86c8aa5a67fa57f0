"""How well the pictures show what their prompts say; one figure for each trigger prompt.

For the embedded base: how sure its judge is, 0 to 1 and on average, that the picture shows what the prompt
names of pose, place, light, angle, framing, hair and clothes. Expressions are left out, since the base cannot
draw them. For any other base: the cosine between picture and prompt of a CLIP or SigLIP that the user names,
the trigger replaced by the class phrase, which such a model knows. That cosine has the model's own scale: it
ranks the epochs of a run.

A fall against the epochs before is what to look for: an overfit LoRA draws its training pictures, whatever
the prompt says. Not measured without a model, nor for a prompt of which the judge knows no word.
"""

from __future__ import annotations

from collections.abc import Iterable

from charspec.captions import find_trigger
from charspec.compare.encoders import encoder_name, prompt_judge
from charspec.compare.metrics import Case, Encoders, Measure
from charspec.plan import Lock


def measured_by(lock: Lock, encoders: Encoders) -> str | None:
    return encoder_name(lock, encoders.adherence, "adherence")


def measure(case: Case) -> Iterable[Measure]:
    judge = prompt_judge(case.lock, case.encoders.adherence)
    if judge is None:
        note = "it needs a model of pictures and texts: name one with --adherence-model"
        # A line for each prompt, which a later figure of that prompt takes the place of.
        return [Measure(shot.name, None, note=note) for shot in case.samples] or [
            Measure(None, None, note=note)
        ]
    if not case.samples:
        return [Measure(None, None, note="the pictures of its prompts are missing", by=judge.name)]
    kind = class_phrase(case.lock)
    texts = [_worded(shot.text, case.lock.plan.train.trigger, kind) for shot in case.samples]
    found = judge.agreement([shot.image for shot in case.samples], texts)
    unknown = "its prompt names nothing that this judge knows"
    return [
        Measure(shot.name, round(value, 3), by=judge.name)
        if value is not None
        else Measure(shot.name, None, note=unknown, by=judge.name)
        for shot, value in zip(case.samples, found, strict=True)
    ]


def class_phrase(lock: Lock) -> str:
    """What the character is, in words a model knows: `a young woman`.

    The control prompt is a test prompt whose trigger was replaced by it, or it alone.
    """
    trigger, control = lock.plan.train.trigger, lock.plan.samples.control.prompt
    for prompt in lock.plan.samples.prompts.values():
        places = find_trigger(prompt.prompt, trigger)
        if len(places) != 1:
            continue
        before, after = prompt.prompt[: places[0][0]], prompt.prompt[places[0][1] :]
        if len(control) > len(before + after) and control.startswith(before) and control.endswith(after):
            return control[len(before) : len(control) - len(after)]
    return control


def _worded(prompt: str, trigger: str, kind: str) -> str:
    for start, end in reversed(find_trigger(prompt, trigger)):
        prompt = prompt[:start] + kind + prompt[end:]
    return prompt
