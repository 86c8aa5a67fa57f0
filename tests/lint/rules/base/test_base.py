"""B102, B103 and B104 judge a spec by the facts of its base."""

from collections.abc import Callable
from pathlib import Path

import pytest

from charspec.lint import Finding, LintConfig, lint_spec
from charspec.lint.config.thresholds import Thresholds
from charspec.lint.rules.base import distilled_base
from charspec.lint.rules.base.prompt_language import is_chinese
from charspec.settings import base_names, load_base, resolve
from charspec.spec import load_spec


def found(path: Path, code: str) -> list[Finding]:
    return list(lint_spec(path, config=LintConfig(select=(code,))).findings)


def pictures(number: int) -> str:
    return "images:\n" + "".join(f"  images/{index:02}.png: {{pose: standing}}\n" for index in range(number))


@pytest.mark.parametrize("base", base_names())
@pytest.mark.parametrize("number", [3, 5, 8, 9, 12, 20])
def test_the_guides_own_settings_spare_a_distilled_base(
    base: str, number: int, example: Callable[..., Path]
) -> None:
    assert found(example(f"base: {base}\n{pictures(number)}"), "B102") == []


@pytest.mark.parametrize(
    ("base", "epochs", "fires"),
    [("z-image-turbo", 20, False), ("z-image-turbo", 21, True), ("z-image", 21, False)],
)
def test_a_long_training_of_a_distilled_base(
    base: str, epochs: int, fires: bool, example: Callable[..., Path]
) -> None:
    findings = found(example(f"base: {base}\n{pictures(10)}train: {{epochs: {epochs}}}\n"), "B102")
    assert [finding.path for finding in findings] == [("base",)] * fires
    assert all("`base: z-image`" in finding.hint for finding in findings)


def test_a_distilled_base_without_an_adapter_is_reported_at_once(example: Callable[..., Path]) -> None:
    spec = load_spec(example(f"base: z-image-turbo\n{pictures(9)}")).require()
    settings = resolve(spec, 9)
    bare = settings.model_copy(
        update={
            "base": settings.base.model_copy(update={"training_adapter": None, "repository": "else/where"})
        }
    )
    (hit,) = distilled_base.check((), bare, Thresholds(max_distilled_steps=1_000_000))
    assert "no training adapter" in hit.message
    assert hit.hint == "Train on an undistilled base."


@pytest.mark.parametrize("base", base_names())
def test_commercial_use_is_judged_by_the_bases_licence(base: str, example: Callable[..., Path]) -> None:
    findings = found(example(f"base: {base}\nrelease: {{commercial: true}}\n"), "B103")
    assert len(findings) == (not load_base(base).commercial)
    for finding in findings:
        assert finding.path == ("release", "commercial")
        assert load_base(base).license in finding.message
        assert "`base: z-image`" in finding.hint
        assert "tiny" not in finding.hint


@pytest.mark.parametrize("release", ["{}", "{commercial: false}", "{license: other}"])
def test_who_does_not_sell_is_not_asked(release: str, example: Callable[..., Path]) -> None:
    assert found(example(f"base: flux2-dev\nrelease: {release}\n"), "B103") == []


@pytest.mark.parametrize(
    ("text", "chinese"),
    [
        ("一位银发的年轻女子, 站在森林里", True),
        ("一位年轻女子, full-body, 站在森林里", True),
        ("a girl, standing in a forest", False),
        ("a girl holding a sign that says 你好", False),
        ("a girl with a banner that says 新年快乐万事如意", False),
        ("一位年轻女子, LED灯光, full-body shot, 站在霓虹灯下的街道上", True),
        ("緑の森の中に立つ少女", False),
        ("숲 속에 서 있는 소녀", False),
        ("девушка в лесу", False),
        ("", False),
    ],
)
def test_what_chinese_is(text: str, chinese: bool) -> None:
    assert is_chinese(text) == chinese


CAPTIONS = """\
trigger: 薇拉
identity: 年轻女子
base: {base}
images:
  images/a.png: {{caption: "薇拉, 年轻女子, 站在森林里"}}
  images/b.png: {{caption: "薇拉, a woman in a forest"}}
tests:
  baseline: 薇拉, 站立, 面无表情
"""


@pytest.mark.parametrize(
    ("base", "fires"),
    [("z-image", False), ("qwen-image-2512", False), ("flux2-klein-4b", True), ("tiny", True)],
)
def test_chinese_is_said_once_and_is_for_information(
    base: str, fires: bool, example: Callable[..., Path]
) -> None:
    findings = found(example(CAPTIONS.format(base=base)), "B104")
    assert [(one.path, one.severity) for one in findings] == [(("base",), "info")] * fires
    assert all("1 caption and 1 prompt are Chinese (images/a.png, …)" in one.message for one in findings)


def test_a_base_that_is_not_written_is_not_pointed_at(example: Callable[..., Path]) -> None:
    text = CAPTIONS.format(base="").replace("base: \n", "")
    (finding,) = found(example(text), "B104")
    assert finding.path == ("images",)


def test_a_chinese_trigger_alone_is_no_chinese(example: Callable[..., Path]) -> None:
    text = "trigger: 薇拉\nimages:\n  images/a.png: {caption: 薇拉}\n  images/b.png: {pose: standing}\n"
    assert found(example(text), "B104") == []
