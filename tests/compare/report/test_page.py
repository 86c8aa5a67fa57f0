"""The markup as a whole: nothing loaded, nothing run but our script, everything quoted stays a quotation."""

import base64
import hashlib
import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest

from charspec.compare.report import beside, gather
from charspec.compare.report.gallery import gallery
from charspec.compare.report.linting import lint_summary
from charspec.compare.report.making import making
from tests.compare.fake_run import PROMPTS, TRAINING, FakeRun

NewRun = Callable[..., FakeRun]

HOSTILE = [
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "<!-- <![CDATA[ ]]> &lt;b&gt; &amp; $title ${title}",
    "雪の街で走る 🧣 \u202egnp.live",
]


class Outline(HTMLParser):
    """Tags with their attributes, and the text of headings' cells."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def page(run: FakeRun) -> str:
    return run.markup()


def test_nothing_is_asked_of_the_network(new_run: NewRun) -> None:
    outline = Outline(page(new_run()))
    links = [
        value
        for _, attributes in outline.elements
        for key, value in attributes.items()
        if key in ("src", "href", "srcset", "action", "data", "poster")
    ]
    assert links
    assert all(link and (link.startswith(("data:image/", "#")) or "//" not in link) for link in links)
    assert [link["rel"] for link in outline.all("link")] == ["icon"]


def test_styles_load_nothing(new_run: NewRun) -> None:
    style = re.search(r"<style>(.*)</style>", page(new_run(done=0)), re.DOTALL)
    assert style is not None
    assert "url(" not in style[1]
    assert "@import" not in style[1]


def test_the_policy_allows_this_script_and_this_style_and_no_other(new_run: NewRun) -> None:
    markup = page(new_run(done=0))
    policy = next(a["content"] for a in Outline(markup).all("meta") if a.get("http-equiv"))
    assert policy is not None
    for tag in ("script", "style"):
        (content,) = re.findall(rf"<{tag}>(.*?)</{tag}>", markup, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_prompts_captions_and_findings_stay_text(new_run: NewRun, hostile: str) -> None:
    captions = [f"Vendalixia, {hostile}, {n}" for n in range(len(TRAINING))]
    run = new_run(
        planned=2, done=1, prompts={**PROMPTS, "new_pose": f"Vendalixia {hostile}"}, captions=captions
    )
    run.write_lint(("C104", "warning", f"look: {hostile}"))
    outline = Outline(page(run))
    assert len(outline.all("script")) == 1
    assert not [key for _, attributes in outline.elements for key in attributes if key.startswith("on")]
    text = "".join(outline.text)
    assert f" {hostile}" in text
    assert f"look: {hostile}" in text
    assert f"epoch 1, new pose: Vendalixia {hostile}" in [a["alt"] for a in outline.all("img")]


def test_every_picture_and_control_has_a_name(new_run: NewRun) -> None:
    outline = Outline(page(new_run()))
    assert all(image["alt"] for image in outline.all("img") if "src" in image)
    for select in outline.all("select") + outline.all("input"):
        assert select.get("aria-label") or select.get("id") == "live"
    for cell in outline.all("button"):
        assert cell.get("aria-label") or "data-mode" in cell or cell.get("id") in ("zoom-off", "turns")


def test_the_grid_has_a_row_per_epoch_and_a_column_per_prompt(new_run: NewRun) -> None:
    outline = Outline(page(new_run()))
    assert [row["data-epoch"] for row in outline.all("tr") if "data-epoch" in row] == [
        "0",
        "1",
        "2",
        "3",
        "4",
    ]
    titles = [head["data-title"] for head in outline.all("th") if "data-title" in head]
    assert sorted(titles[:-1]) == ["baseline", "new framing", "new place", "new pose"]
    assert titles[-1] == "no trigger"


def test_the_state_of_the_run_is_said(new_run: NewRun) -> None:
    assert ">Done<" in page(new_run(planned=1, done=1))


def test_an_unfinished_run_says_how_far_it_is(new_run: NewRun) -> None:
    markup = page(new_run(planned=6, done=2))
    assert "In training: epoch 2 of 6" in markup
    assert 'data-status="training"' in markup


def test_before_the_first_row_the_page_says_what_will_come(new_run: NewRun) -> None:
    markup = page(new_run(done=-1))
    assert "Nothing is drawn yet." in markup
    assert "No loss yet" in markup
    assert 'data-comparable="no"' in markup


def test_each_epoch_offers_its_lora_file(new_run: NewRun) -> None:
    outline = Outline(page(new_run(planned=2, done=2)))
    files = [a["href"] for a in outline.all("a") if a.get("class") == "weights"]
    assert files == [f"epochs/{n:02}/vendalixia-e{n:02}.safetensors" for n in (1, 2)]


def test_a_missing_training_picture_keeps_its_caption(
    new_run: NewRun, golden: Callable[[str, str], None]
) -> None:
    run = new_run(done=0)
    for file in TRAINING:
        (run.root / file).unlink()
    shown = gallery(gather(run.folder, beside(run.folder)))
    golden("gallery_without_files.html", shown.replace(run.lock.hashes.run[:8], "RUN"))


def test_the_lint_summary_is_the_golden_one(new_run: NewRun, golden: Callable[[str, str], None]) -> None:
    run = new_run(done=0)
    run.write_lint(("D102", "info", "few pictures"), ("C101", "error", "no trigger in <front.png>"))
    golden("lint.html", lint_summary(gather(run.folder, beside(run.folder)).findings))


def test_a_clean_set_and_a_missing_record_are_told_apart(new_run: NewRun) -> None:
    run = new_run(done=0)
    assert "no record of linting" in lint_summary(gather(run.folder, beside(run.folder)).findings)
    run.write_lint()
    assert "Clean" in lint_summary(gather(run.folder, beside(run.folder)).findings)


def leaf_names(group: dict[str, object]) -> list[str]:
    """The keys of a group's leaves, dotted below it."""
    names = []
    for key, value in group.items():
        names += [f"{key}.{file}" for file in value] if isinstance(value, dict) else [key]
    return names


def test_every_setting_of_the_plan_is_listed(new_run: NewRun) -> None:
    run = new_run(done=0)
    markup = making(gather(run.folder, beside(run.folder)))
    plan = run.lock.plan.model_dump(mode="json", exclude={"release": True, "train": {"items"}})
    plan["samples"] = {
        key: value for key, value in plan["samples"].items() if key not in ("prompts", "control")
    }
    for part in (plan["train"], plan["samples"]):
        for key, value in part.items():
            for name in leaf_names(value) if isinstance(value, dict) else [key]:
                assert f'<th scope="row">{name}</th>' in markup
    assert run.lock.hashes.train in markup


def test_commands_are_set_as_code(new_run: NewRun) -> None:
    run = new_run()
    next(run.folder.glob("epochs/*/*.png")).unlink()
    markup = page(run)
    assert "<code>charspec train</code>" in markup
    assert "<code>charspec compare</code>" in markup
    assert "`charspec" not in re.sub(r"<script.*?</script>", "", markup, flags=re.DOTALL)
