"""Faults of the spec itself and of its base."""

from random import Random

from tests.planted.clean import in_chinese
from tests.planted.model import CharacterSet
from tests.planted.planting import HER, Planted, fault, reworded, with_head


@fault("S101", "error")
def open_bracket(made: CharacterSet) -> Planted:
    return Planted(with_head(made, "x-note: [1, 2"))


@fault("S102", "error")
def trigger_twice(made: CharacterSet) -> Planted:
    return Planted(with_head(made, "trigger: Vendalixa"), "trigger: Vendalixa")


@fault("S103", "error")
def misspelt_key(made: CharacterSet) -> Planted:
    return Planted(with_head(made, "sytle: any"), "sytle")


@fault("S104", "error")
def epochs_in_words(made: CharacterSet) -> Planted:
    return Planted(with_head(made, "train:\n  epochs: ten"), "epochs")


@fault("S105", "error")
def no_trigger(made: CharacterSet) -> Planted:
    return Planted(reworded(made, "trigger: Vendalixia\n", ""))


@fault("S106", "error")
def from_the_future(made: CharacterSet) -> Planted:
    return Planted(reworded(made, "charspec/1", "charspec/9"), "charspec/9")


@fault("S107", "error")
def an_anchor(made: CharacterSet) -> Planted:
    return Planted(with_head(made, "x-note: &here [1]"), "&here")


@fault("S108", "error")
def outside(made: CharacterSet) -> Planted:
    return Planted(made.with_shot(3, file="../03.jpg"), "../03.jpg")


@fault("S109", "error")
def interpolated(made: CharacterSet) -> Planted:
    return Planted(with_head(made, "name: ${USER}"), "${USER}")


@fault("S111", "warning")
def an_ignore_of_nothing(made: CharacterSet) -> Planted:
    return Planted(with_head(made, "style: any  # charspec: ignore[C104] on purpose"), "ignore[C104]")


@fault("S112", "warning", "labels")
def a_colour_as_comment(made: CharacterSet) -> Planted:
    block = "identity:\n  is: a young woman\n  with:\n    - silver hair #c0c0c0\n    - a red scarf"
    return Planted(reworded(made, f"identity: {HER.identity}", block), "#c0c0c0")


@fault("B101", "error")
def unknown_base(made: CharacterSet) -> Planted:
    return Planted(with_head(made, "base: flux-klein"), "flux-klein")


@fault("B102", "warning")
def turbo(made: CharacterSet) -> Planted:
    return Planted(with_head(made, "base: z-image-turbo\ntrain:\n  epochs: 25"), "z-image-turbo")


@fault("B103", "warning")
def sold_without_a_licence(made: CharacterSet) -> Planted:
    release = (
        "release:\n  description: x\n  tags: [y]\n  license: FLUX-non-commercial\n  thumbnail: baseline\n"
    )
    return Planted(with_head(made, f"base: flux2-dev\n{release}  commercial: true"), "commercial")


@fault("B104", "info", "sidecars")
def chinese_on_a_base_that_reads_english(made: CharacterSet) -> Planted:
    chinese = in_chinese(Random("planted"))
    return Planted(reworded(chinese, "base: z-image", "base: flux2-klein-4b"), "flux2-klein-4b")
