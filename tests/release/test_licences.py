"""What a card says of licences: the Hub's names, the base's terms, and nothing that was not said."""

from __future__ import annotations

import pytest

from charspec.plan import ReleasePlan
from charspec.release.facts import NOTHING
from charspec.release.licences import front_matter, sentences
from charspec.settings import load_base

DEV, KLEIN = load_base("flux2-dev"), load_base("flux2-klein-4b")


def under(licence: str | None) -> ReleasePlan:
    return NOTHING.model_copy(update={"license": licence})


@pytest.mark.parametrize("said", ["CC-BY-4.0", "cc by 4.0", "cc_by_4.0"])
def test_a_licence_is_named_as_the_hub_names_it(said: str) -> None:
    assert front_matter(under(said), KLEIN) == {"license": "cc-by-4.0"}


def test_the_bases_own_licence_is_linked() -> None:
    assert front_matter(under("FLUX-non-commercial"), DEV) == {
        "license": "other",
        "license_name": "flux-non-commercial",
        "license_link": "https://huggingface.co/black-forest-labs/FLUX.2-dev",
    }


def test_a_studios_own_licence_has_a_name_and_no_link() -> None:
    assert front_matter(under("Studio Internal"), DEV) == {
        "license": "other",
        "license_name": "studio-internal",
    }


def test_no_licence_is_made_up() -> None:
    assert front_matter(under(None), KLEIN) == {}
    assert "No licence is given" in sentences(under(None), KLEIN)[0]


def test_a_non_commercial_base_is_said_whatever_the_release_says() -> None:
    assert any("Not for commercial use" in line for line in sentences(under("MIT"), DEV))
    assert not any("commercial" in line for line in sentences(under("MIT"), KLEIN))
