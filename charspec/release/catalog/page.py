"""The page: template, style and script in one file that asks the network for nothing."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from importlib import resources
from pathlib import Path
from string import Template
from urllib.parse import quote

from charspec.html import Html, element, join, policy
from charspec.release.catalog.collect import Broken, Entry

GENERATOR = "charspec catalog"
"""Said in the head of the page: by it a later run knows that it may replace the file."""

_KEYS = {"diffusers": "LoRA", "comfyui": "LoRA for ComfyUI", "text_encoder": "text encoder's half"}

FIRST_TAGS = 24
"""Tags shown at once; the others unfold."""


def render(title: str, entries: Sequence[Entry], broken: Sequence[Broken], page_folder: Path) -> str:
    """The HTML of a catalog that will lie in `page_folder`: its links are relative to that."""
    style, script = asset("catalog.css"), asset("catalog.js")
    return Template(asset("catalog.html")).substitute(
        title=join((title,)),
        generator=GENERATOR,
        policy=policy(style, script),
        style=style,
        script=script,
        count=len(entries),
        tags=_tags(entries),
        bases=_options(entry.record.base.name for entry in entries),
        cards=join(_card(entry, page_folder) for entry in entries),
        broken=_broken(broken, page_folder),
    )


def asset(name: str) -> Html:
    """A file of this folder, as it is."""
    return Html((resources.files("charspec.release.catalog") / name).read_text(encoding="utf-8"))


def _tags(entries: Sequence[Entry]) -> Html:
    """A button for each tag, the commonest first."""
    count = Counter(tag for entry in entries for tag in dict.fromkeys(entry.record.tags))
    ordered = sorted(count, key=lambda tag: (-count[tag], tag.casefold(), tag))
    buttons = [
        element(
            "button",
            {"type": "button", "class": "tag", "data-tag": tag, "aria-pressed": "false"},
            tag,
            element("span", {"class": "number"}, f" {count[tag]}"),
        )
        for tag in ordered
    ]
    if len(buttons) <= FIRST_TAGS:
        return join(buttons)
    more = element(
        "details",
        {},
        element("summary", {}, f"{len(buttons) - FIRST_TAGS} more tags"),
        element("div", {"class": "tags"}, *buttons[FIRST_TAGS:]),
    )
    return join((*buttons[:FIRST_TAGS], more))


def _options(names: Iterable[str]) -> Html:
    return join(element("option", {"value": name}, name) for name in sorted(set(names)))


def _card(entry: Entry, page_folder: Path) -> Html:
    record, link = entry.record, _link(entry.folder, page_folder)
    words = [record.name, record.trigger, record.class_phrase, record.description or "", *record.tags]
    words += [record.base.name, record.license or "", record.base.license]
    return element(
        "article",
        {
            "class": "card",
            "data-words": " ".join(words).lower(),
            "data-tags": "\n".join(record.tags),
            "data-base": record.base.name,
            "data-commercial": "yes" if record.base.commercial else "no",
            "aria-label": record.name,
        },
        _picture(entry, link),
        element("h2", {}, element("a", {"href": link}, element("bdi", {}, record.name))),
        _trigger(entry),
        element("p", {"class": "about"}, record.description or record.class_phrase),
        element("ul", {"class": "tags"}, *(_tag(tag) for tag in dict.fromkeys(record.tags))),
        _facts(entry, page_folder),
    )


def _picture(entry: Entry, link: str) -> Html:
    if entry.picture is None:
        return element("p", {"class": "picture none"}, "no thumbnail")
    drawn = element(
        "img",
        {
            "src": entry.picture,
            "alt": "",
            "loading": "lazy",
            "decoding": "async",
            "width": 208,
            "height": 208,
        },
    )
    return element("a", {"class": "picture", "href": link, "tabindex": -1, "aria-hidden": "true"}, drawn)


def _trigger(entry: Entry) -> Html:
    trigger = entry.record.trigger
    copy = element(
        "button",
        {
            "type": "button",
            "class": "copy",
            "data-copy": trigger,
            "aria-label": f"Copy the trigger {trigger}",
        },
        "copy",
    )
    line = element("p", {"class": "trigger"}, element("code", {}, trigger), copy)
    if not entry.same_trigger:
        return line
    more = f" and {len(entry.same_trigger) - 2} more" if len(entry.same_trigger) > 2 else ""
    others = f"{', '.join(entry.same_trigger[:2])}{more}"
    return join((line, element("p", {"class": "clash"}, f"also the trigger of {others}")))


def _tag(tag: str) -> Html:
    return element("li", {}, element("button", {"type": "button", "class": "tag", "data-tag": tag}, tag))


def _facts(entry: Entry, page_folder: Path) -> Html:
    record = entry.record
    licence = record.license or "no licence given"
    base = f"{record.base.name} ({record.base.license})"
    limit = Html("") if record.base.commercial else element("p", {"class": "limit"}, "non-commercial base")
    files = [("card", "README.md"), *((_KEYS[lora.keys], lora.file) for lora in record.loras)]
    links = (element("a", {"href": _link(entry.folder / file, page_folder)}, name) for name, file in files)
    return element(
        "div",
        {"class": "facts"},
        element("p", {}, f"{base} · {licence}"),
        limit,
        element("p", {"class": "files"}, *links),
    )


def _broken(broken: Sequence[Broken], page_folder: Path) -> Html:
    if not broken:
        return Html("")
    lines = (
        element("li", {}, element("code", {}, _shown(one.folder, page_folder)), f": {one.why}")
        for one in broken
    )
    what = "release is" if len(broken) == 1 else "releases are"
    summary = element("summary", {}, f"{len(broken)} {what} broken and not shown")
    return element("details", {"class": "broken"}, summary, element("ul", {}, *lines))


def _shown(path: Path, page_folder: Path) -> str:
    return Path(os.path.relpath(path, page_folder)).as_posix()


def _link(path: Path, page_folder: Path) -> str:
    """A relative link; a folder's ends in a slash. `./` keeps a name with a colon from being a protocol."""
    shown = quote(_shown(path, page_folder))
    return f"./{shown}{'/' if path.is_dir() else ''}"
