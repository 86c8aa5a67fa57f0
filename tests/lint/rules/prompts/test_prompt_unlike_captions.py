"""P108: foreign marks, another language, a trait in other words; never mere brevity."""

from collections.abc import Callable

import pytest

from charspec.lint import Finding

ENGLISH = ["Vendalixia, a young woman with silver hair and a red scarf, standing in a forest at dusk"]
CHINESE = ["Vendalixia,一位银发红围巾的年轻女子,站在森林里", "Vendalixia,一位年轻女子,坐在海边"]


@pytest.mark.parametrize(
    ("prompt", "captions", "words"),
    [
        ("Vendalixia, (smile:1.2), on a beach", ENGLISH, "(smile:1.2)"),
        ("Vendalixia on a beach --ar 16:9", ENGLISH, "--ar 16:9"),
        ("Vendalixia <lora:vendalixia:0.8> on a beach", ENGLISH, "<lora:vendalixia:0.8>"),
        ("Vendalixia, ((smiling))", ENGLISH, "((smiling))"),
        ("Vendalixia站在海边", ENGLISH, "is not English"),
        ("Vendalixia, standing on a beach, smiling", CHINESE, "is English"),
        (
            "Vendalixia with golden hair on a beach",
            ENGLISH,
            "'golden hair' where the captions say",
        ),
        ("Vendalixia, silver-haired, on a beach", ENGLISH, "where the captions say 'silver hair'"),
        ("Vendalixia running", ENGLISH, None),
        ("close-up portrait of Vendalixia, anime style", ENGLISH, None),
        ("Vendalixia (a courier) on a beach -- at last", ENGLISH, None),
        ("Vendalixia, a young woman with silver hair and a red scarf, on a beach", ENGLISH, None),
        ("Vendalixia with wet hair, on a beach", ENGLISH, None),
        ("Vendalixia in a red dress", ENGLISH, None),
        ("Vendalixia坐在海边", CHINESE, None),
        ("Vendalixia", CHINESE, None),
        ("Vendalixia am Strand, lachend", ENGLISH, None),
        ("Vendalixia, (smile:1.2)", ["Vendalixia, (smile:1.1), in a forest"], None),
    ],
)
def test_what_surely_differs(
    prompt: str, captions: list[str], words: str | None, prompted: Callable[..., list[Finding]]
) -> None:
    found = prompted("P108", {"one": prompt}, captions)
    assert len(found) == bool(words)
    assert all(one.severity == "info" and str(words) in one.message for one in found)


def test_the_default_prompts_are_not_judged(prompted: Callable[..., list[Finding]]) -> None:
    assert prompted("P108", None, CHINESE) == []
