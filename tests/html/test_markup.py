from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from charspec.html import Html, element, join, policy

# HTML has no place for NUL, and its parsers read CR as LF; every other character must survive.
TEXT = st.text(st.characters(exclude_characters="\0\r", exclude_categories=("Cs",)))


class Reader(HTMLParser):
    """What a browser would make of it: tags, attributes, text."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


@given(TEXT)
def test_any_text_stays_text(text: str) -> None:
    read = Reader(element("p", {}, text))
    assert read.tags == ["p"]
    assert read.text == text


@given(TEXT)
def test_any_attribute_stays_an_attribute(text: str) -> None:
    read = Reader(element("img", {"alt": text}))
    assert read.tags == ["img"]
    assert read.attributes == [("alt", text)]


def test_markup_is_not_escaped_twice() -> None:
    inner = element("b", {}, "a & b")
    assert join((inner, " < c")) == "<b>a &amp; b</b> &lt; c"
    assert element("p", {}, inner) == "<p><b>a &amp; b</b></p>"


def test_true_writes_a_bare_attribute_and_none_leaves_it_out() -> None:
    assert (
        element("p", {"hidden": True, "class": None, "inert": False, "data-n": 0})
        == '<p hidden data-n="0"></p>'
    )
    assert isinstance(element("p", {}), Html)


def test_the_policy_lets_in_one_style_and_one_script() -> None:
    said = dict(part.strip().split(" ", 1) for part in policy("p {}", "let x").split(";"))
    assert said["default-src"] == "'none'"
    assert said["style-src"] != said["script-src"]
    assert policy("p {}", "let y") != policy("p {}", "let x")
