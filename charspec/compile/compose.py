"""Hydra's part, and its only import here: choices of groups + settings + command line → one configuration.

Nothing that a spec's author wrote freely enters Hydra: a spec contributes names that were checked against a
list, and numbers. They enter as a typed node after `_self_` of `conf/config.yaml`, before the command line;
they are never override strings, and text such as `${oc.env:HOME}` in a caption is never seen here. What the
command line and a user's folders of options say is Hydra's language: their interpolations are resolved, and
the values found are locked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from hydra import compose as hydra_compose
from hydra import initialize_config_dir
from hydra.core.config_store import ConfigStore
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import (
    ChoiceSweep,
    Glob,
    IntervalSweep,
    OverrideType,
    Quote,
    QuotedString,
    RangeSweep,
)
from hydra.core.override_parser.types import Override as HydraOverride
from hydra.errors import HydraException
from omegaconf import OmegaConf
from omegaconf.errors import OmegaConfBaseException

from charspec.conf_path import added_folders
from charspec.errors import CharspecError
from charspec.resources import conf_dir

_NODE = "charspec_overlay"
_UNUSED = ("output", "launcher", "sweeper", "help", "hydra_help", "hydra_logging", "job_logging", "env")
"""What Hydra would configure for programs that it runs; composing is all it does here."""


class Override(NamedTuple):
    """One word of the command line in Hydra's grammar: `train.epochs=3` is key `train.epochs`, value 3."""

    text: str
    key: str
    value: object


def parse_override(text: str) -> Override:
    """Read one override; raises CharspecError for what one plan cannot follow: sweeps, additions."""
    parsed = _parse(text)
    if parsed.is_sweep_override():
        hint = "Give one value here: one plan is made. `charspec train SPEC -m …` trains each of them."
        raise CharspecError(f"'{text}' names several values", "command line", hint)
    if parsed.type is not OverrideType.CHANGE or parsed.package is not None:
        hint = "Every setting has its place already: write key=value, without '+', '~' or '@'."
        raise CharspecError(f"'{text}' would change which settings there are", "command line", hint)
    return Override(text, parsed.key_or_group, parsed.value())


def quoted(text: str) -> str:
    """A text as the value of an override, whatever is in it."""
    return str(QuotedString(text, Quote.single).with_quotes())


def alternatives(text: str, options: Callable[[str], Sequence[str]]) -> tuple[str, Iterator[str]]:
    """The key of a word of a sweep, and the words that it stands for: itself, or one for each of its values.

    `train.epochs=10,15`, `train.rank=range(8,33,8)`, `lr_schedule=choice(constant,cosine)` and, over
    `options(group)`, `base=glob(flux2-*)`. Raises CharspecError for what has no list of values.
    """
    parsed = _parse(text)
    key = parsed.key_or_group
    if not parsed.is_sweep_override():
        return key, iter((text,))
    value: object = parsed.value()  # of more kinds than Hydra's annotation says
    start = parsed.get_key_element()
    if isinstance(value, IntervalSweep):
        hint = f"Name the values: {key}=1,2,3 or {key}=range(1,10,3), whose end is not among them."
        raise CharspecError(f"'{text}' names no values, only their bounds", "command line", hint)
    if isinstance(value, ChoiceSweep | RangeSweep) and value.shuffle:
        raise CharspecError(f"'{text}': every value is trained", "command line", "Leave shuffle() away.")
    found: Iterable[str] = parsed.sweep_string_iterator() if isinstance(value, ChoiceSweep) else ()
    if isinstance(value, Glob):
        found = value.filter(list(options(key)))
    elif isinstance(value, RangeSweep):
        found = _steps(value, text)
    return key, (f"{start}={one}" for one in found)


def _steps(value: RangeSweep, text: str) -> Iterator[str]:
    # Not Hydra's own: range(0.1, 0.4, 0.1) is 0.1, 0.2, 0.3 and neither 0.30000000000000004 nor, by it, 0.4.
    given = (value.start, value.stop, value.step)
    number, stop, step = (Decimal(str(part)) for part in given)
    if not step or not all(part.is_finite() for part in (number, stop, step)):
        raise CharspecError(f"'{text}' would never end", "command line", "Give two ends and a step, not 0.")
    whole = all(isinstance(part, int) for part in given)
    return (str(int(one) if whole else float(one)) for one in _until(number, stop, step))


def _until(number: Decimal, stop: Decimal, step: Decimal) -> Iterator[Decimal]:
    while (stop - number) * step > 0:
        yield number
        number += step


def _parse(text: str) -> HydraOverride:
    try:
        return OverridesParser.create().parse_override(text)
    except HydraException as error:
        reason = " ".join(str(error).split())
        hint = (
            "Write key=value, for example train.epochs=3; a value with commas, brackets or ~ as "
            "\"key='…'\", quoted for the shell and for Hydra."
        )
        raise CharspecError(f"'{text}' cannot be read: {reason}", "command line", hint) from None


def compose(
    choices: Mapping[str, str], train: Mapping[str, object], overrides: Sequence[Override]
) -> dict[str, Any]:
    """`conf/config.yaml` with these choices of its groups, these values below `train`, then the overrides.
    Options are those of conf/ and of the folders that `charspec.conf_path.searching` added.

    Raises CharspecError if an override refers to something that is not there. Leaves nothing behind: no
    folder, no logging, no state of Hydra's.
    """
    defaults: list[Any] = ["config", "_self_", *({f"override {key}": name} for key, name in choices.items())]
    defaults += [{f"override hydra/{group}": None} for group in _UNUSED]
    store = ConfigStore.instance()
    added = [f"file://{_literal(str(folder.absolute()))}" for folder in added_folders()]
    # With a search path Hydra reads everything twice, so it is named only where there is one.
    searched = {"hydra": {"searchpath": added}} if added else {}
    store.store(name=_NODE, node={"defaults": defaults, "train": dict(train), **searched})
    try:
        with initialize_config_dir(str(conf_dir()), version_base="1.3", job_name="charspec"):
            config = hydra_compose(_NODE, [override.text for override in overrides])
        plain = OmegaConf.to_container(config, resolve=True, throw_on_missing=True)
    except (HydraException, OmegaConfBaseException) as error:
        words = " ".join(override.text for override in overrides) or "conf/config.yaml"
        reason = str(error).strip().partition("\n")[0]
        hint = "Check what these overrides refer to." if overrides else "Is conf/ whole?"
        raise CharspecError(f"cannot be composed: {reason}", words, hint) from None
    finally:
        del store.repo[f"{_NODE}.yaml"]
    assert isinstance(plain, dict)
    return {str(key): value for key, value in plain.items()}


def _literal(text: str) -> str:
    """Text that stays as it is in a configuration: `${` begins no interpolation in it."""
    return text.replace("${", "\\${")
