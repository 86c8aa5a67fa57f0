"""Faults of captions and of the trigger."""

import dataclasses
from random import Random

from tests.planted.clean import in_a_wardrobe
from tests.planted.model import CharacterSet
from tests.planted.planting import (
    HER,
    Planted,
    beside,
    caption,
    fault,
    in_caption,
    labelled,
    reworded,
    sidecar,
)


@fault("C101", "error")
def no_trigger_in_one(made: CharacterSet) -> Planted:
    return in_caption(made, 3, lambda text: text.removeprefix("Vendalixia, "))


@fault("C101", "error", "sidecars")
def no_trigger_in_a_sidecar(made: CharacterSet) -> Planted:
    planted = in_caption(made, 3, lambda text: text.removeprefix("Vendalixia, "))
    return dataclasses.replace(planted, file=sidecar(made.shots[3]))


@fault("C101", "error", "jsonl")
def no_trigger_in_a_row(made: CharacterSet) -> Planted:
    planted = in_caption(made, 3, lambda text: text.removeprefix("Vendalixia, "))
    return dataclasses.replace(planted, file="images/metadata.jsonl")


@fault("C102", "error")
def trigger_in_lower_case(made: CharacterSet) -> Planted:
    return in_caption(made, 2, lambda text: text.replace("Vendalixia", "vendalixia"))


@fault("C102", "error", "csv")
def trigger_misspelt(made: CharacterSet) -> Planted:
    planted = in_caption(made, 2, lambda text: text.replace("Vendalixia", "Vendalxia"))
    return dataclasses.replace(planted, file="images/metadata.csv")


@fault("C103", "info")
def trigger_late(made: CharacterSet) -> Planted:
    def late(text: str) -> str:
        *before, last = text.removeprefix("Vendalixia, ").split(", ")
        return f"{last}, Vendalixia, {', '.join(before)}"

    return in_caption(made, 2, late)


@fault("C104", "error")
def a_trait_left_out(made: CharacterSet) -> Planted:
    return in_caption(made, 6, lambda text: text.replace(" and a red scarf", ""))


@fault("C104", "warning")
def a_trait_in_other_words(made: CharacterSet) -> Planted:
    return in_caption(
        made,
        6,
        lambda text: text.replace(
            "a young woman with silver hair and a", "a silver-haired young woman with a"
        ),
    )


@fault("C104", "error")
def a_trait_contradicted(made: CharacterSet) -> Planted:
    return in_caption(made, 6, lambda text: text.replace("silver hair", "golden hair"))


@fault("C106", "warning")
def nothing_but_her(made: CharacterSet) -> Planted:
    return in_caption(made, 6, lambda text: text[: text.index("a purple coat") + len("a purple coat")])


@fault("C107", "warning")
def a_label_that_no_caption_says(made: CharacterSet) -> Planted:
    shot = made.shots[6]
    silent = caption(made, 6, lambda text: text.replace(f", {shot.labels['lighting']}", ""))
    return Planted(labelled(silent, 6, "lighting: candlelight"), made.shots[6].caption[-60:-40])


@fault("C108", "warning")
def a_style_word(made: CharacterSet) -> Planted:
    return in_caption(made, 6, lambda text: f"{text}, oil painting")


@fault("C109", "error")
def another_coat(made: CharacterSet) -> Planted:
    return in_caption(made, 6, lambda text: text.replace("a purple coat", "a white dress"))


@fault("C114", "error", "sidecars")
def an_empty_caption(made: CharacterSet) -> Planted:
    spoilt = caption(made, 6, lambda text: "")
    return Planted(spoilt, file=sidecar(made.shots[6]))


@fault("C110", "warning", "sidecars")
def nothing_worn(made: CharacterSet) -> Planted:
    dressed = in_a_wardrobe(Random("planted"), HER)
    index = next(i for i, shot in enumerate(dressed.shots) if shot.art.scene.framing == "full-body")
    garment = f", a {dressed.shots[index].art.who.garment_colour} {dressed.shots[index].art.who.garment}"
    return in_caption(dressed, index, lambda text: text.replace(garment, ""))


@fault("C111", "warning")
def a_lantern_in_every_picture(made: CharacterSet) -> Planted:
    shots = (dataclasses.replace(shot, caption=f"{shot.caption}, an old lantern") for shot in made.shots)
    return Planted(dataclasses.replace(made, shots=tuple(shots)), "images:")


@fault("C112", "warning")
def a_novel(made: CharacterSet) -> Planted:
    tale = (
        "while far behind her, between the trunks, the roofs of a small village can just be made out, and a "
        "thin mist rises from the brook that runs along the path, so that the colours of the evening seem to "
        "swim, and whoever comes this way late in the year may hear the bells of the chapel on the hill, "
        "which nobody has rung since the old ferryman went away one morning without a word to anyone"
    )
    return in_caption(made, 6, lambda text: f"{text}, {tale}")


@fault("C113", "warning")
def the_same_caption_twice(made: CharacterSet) -> Planted:
    caption = made.shots[1].caption
    return Planted(made.with_shot(7, caption=caption), caption[-30:])


@fault("C115", "warning", "labels")
def a_shadowed_sidecar(made: CharacterSet) -> Planted:
    shot = made.shots[3]
    return Planted(beside(made, sidecar(shot), f"{shot.caption}, rain"), "rain", sidecar(shot))


@fault("C116", "warning")
def not_reviewed(made: CharacterSet) -> Planted:
    return Planted(labelled(made, 4, "draft: true"), "draft")


@fault("C117", "error")
def a_placeholder(made: CharacterSet) -> Planted:
    return in_caption(made, 6, lambda text: f"{text}, {{mood}}")


@fault("C117", "error", "sidecars")
def a_lookup_in_a_sidecar(made: CharacterSet) -> Planted:
    planted = in_caption(made, 6, lambda text: f"{text}, ${{oc.env:PLACE}}")
    return dataclasses.replace(planted, file=sidecar(made.shots[6]))


@fault("C118", "warning")
def boilerplate(made: CharacterSet) -> Planted:
    return in_caption(made, 6, lambda text: f"{text}, masterpiece, best quality")


@fault("C120", "warning", "sidecars")
def dressed_by_chance(made: CharacterSet) -> Planted:
    dressed = in_a_wardrobe(Random("planted"), HER)
    return Planted(reworded(dressed, "outfit: {policy: variable}\n", ""))


@fault("C119", "error", "sidecars")
def latin_1(made: CharacterSet) -> Planted:
    file = sidecar(made.shots[6])
    return Planted(beside(made, file, f"{made.shots[6].caption}, caf\xe9".encode("latin-1")), file=file)


@fault("T101", "warning")
def a_name_anyone_has(made: CharacterSet) -> Planted:
    return triggered(made, "Raven")


@fault("T102", "warning")
def three_letters(made: CharacterSet) -> Planted:
    return triggered(made, "qzv")


@fault("T103", "warning")
def two_words(made: CharacterSet) -> Planted:
    return triggered(made, "Vendalixia Moonquor")


@fault("T104", "warning")
def a_word_of_her_own_class(made: CharacterSet) -> Planted:
    def of_zorvex(text: str) -> str:
        return text.replace("a young woman", "a young Zorvexian woman")

    planted = triggered(made, "Zorvexian")
    shots = (dataclasses.replace(shot, caption=of_zorvex(shot.caption)) for shot in planted.made.shots)
    spoilt = dataclasses.replace(planted.made, head=of_zorvex(planted.made.head), shots=tuple(shots))
    return Planted(spoilt, planted.at)


def triggered(made: CharacterSet, word: str) -> Planted:
    shots = tuple(
        dataclasses.replace(shot, caption=shot.caption.replace("Vendalixia", word)) for shot in made.shots
    )
    said = reworded(made, "trigger: Vendalixia", f"trigger: {word}")
    return Planted(dataclasses.replace(said, shots=shots), f"trigger: {word}")
