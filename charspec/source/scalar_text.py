"""A text as a YAML value that reads back as that text, in this reader and in any other."""

import json
import re
from typing import Any

import yaml

from charspec.source.reader import parse

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_RESOLVER: Any = yaml.resolver.Resolver()
_SIMPLE = re.compile(r"[A-Za-z][A-Za-z0-9_,./() '-]*\Z")
_WORDS_OF_YAML = frozenset(("y", "n", "yes", "no", "on", "off", "true", "false", "null"))
_UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
"""Characters that JSON leaves as they are and YAML takes for line breaks or refuses."""


def scalar(text: str) -> str:
    """A text as a value or key of a mapping in block style: plain where every reader of YAML 1.1 and 1.2
    takes it for that text, else in double quotes.

    >>> scalar("a young woman"), scalar("on"), scalar("1e-4"), scalar("note: red")
    ('a young woman', '"on"', '"1e-4"', '"note: red"')
    """
    if _SIMPLE.match(text) and text.lower() not in _WORDS_OF_YAML and not text.endswith(" "):
        return text
    return text if _is_plain(text) else quoted(text)


def quoted(text: str) -> str:
    """A text in double quotes; raises nothing, also for text that no YAML can hold (lone surrogates)."""
    written = json.dumps(text, ensure_ascii=False)
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", written)


def _is_plain(text: str) -> bool:
    if not text or "\n" in text or "\t" in text or _UNSAFE.search(text):
        return False
    # Numbers and switches of either version, dates, bases of 60: what looks like one is quoted.
    if _RESOLVER.resolve(yaml.ScalarNode, text, (True, False)) != "tag:yaml.org,2002:str":
        return False
    for written, meant in ((f"k: {text}", {"k": text}), (f"{text}: k", {text: "k"})):
        found = parse(written)
        if found.problems or found.data != meant:
            return False
        try:
            if yaml.load(written, _LOADER) != meant:
                return False
        except yaml.YAMLError:
            return False
    return getattr(parse(f"k: {text}").get(("k",)), "value", None) == text
