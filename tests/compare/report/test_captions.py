from charspec.compare.report.captions import common_phrases, highlight

IDENTITY = "a young woman with silver hair and a red scarf"


def test_the_identity_is_what_the_captions_share() -> None:
    captions = [
        f"Vendalixia, {IDENTITY}, {rest}" for rest in ("smiling, in a forest", "sad, on a beach", "angry")
    ]
    assert common_phrases(captions, "Vendalixia") == (IDENTITY,)


def test_one_caption_without_the_identity_does_not_hide_it_in_the_others() -> None:
    captions = [f"Vendalixia, {IDENTITY}, pose {n}" for n in range(9)] + ["Vendalixia, close-up"]
    assert common_phrases(captions, "Vendalixia") == (IDENTITY,)


def test_a_lone_caption_shares_nothing() -> None:
    assert common_phrases([f"Vendalixia, {IDENTITY}"], "Vendalixia") == ()


def test_trigger_and_phrases_are_marked_and_the_rest_is_escaped() -> None:
    marked = highlight("Ve<nd, red scarf, 1 < 2, Ve<nd again", "Ve<nd", ("red scarf",))
    assert marked == (
        '<mark class="trigger">Ve&lt;nd</mark>, <mark class="trait">red scarf</mark>, 1 &lt; 2, '
        '<mark class="trigger">Ve&lt;nd</mark> again'
    )


def test_a_trigger_full_of_pattern_characters_is_taken_literally() -> None:
    assert highlight("a (.*) b", "(.*)") == 'a <mark class="trigger">(.*)</mark> b'
