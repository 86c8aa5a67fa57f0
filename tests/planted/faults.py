"""One fault each in an otherwise good set, and where it must be found.

A fault is planted into the set of the same character, drawn by the same lot; what is not mentioned is as in
the good set. `at` is what the line of the finding must contain, `file` the file it must be in.
"""

import dataclasses
import io
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from PIL import Image, ImageFilter

from charspec.lint import Severity
from charspec.tiny.character import Scene
from tests.planted.clean import FRAMINGS, PEOPLE, in_a_wardrobe, in_chinese, of_a_person
from tests.planted.model import CharacterSet, Layout, Shot

HER = PEOPLE[0]
COUNT = 10


@dataclass(frozen=True)
class Planted:
    made: CharacterSet
    at: str = ""
    file: str = "character.yaml"


@dataclass(frozen=True)
class Fault:
    """`pairs`: whether it leaves the rest of the set readable, so that another fault can stand beside it."""

    code: str
    severity: Severity
    plant: Callable[[CharacterSet], Planted]
    layout: Layout
    count: int = COUNT


FAULTS: dict[str, Fault] = {}


def good(layout: Layout = "captions", count: int = COUNT, **more: object) -> CharacterSet:
    """The set that faults are planted into."""
    return of_a_person(Random("planted"), count, layout, person=HER, **more)  # type: ignore[arg-type]


def fault(
    code: str, severity: Severity, layout: Layout = "captions", count: int = COUNT
) -> Callable[[Callable[[CharacterSet], Planted]], Callable[[CharacterSet], Planted]]:
    def register(plant: Callable[[CharacterSet], Planted]) -> Callable[[CharacterSet], Planted]:
        FAULTS[f"{code} {plant.__name__}"] = Fault(code, severity, plant, layout, count)
        return plant

    return register


def _head(made: CharacterSet, more: str) -> CharacterSet:
    return dataclasses.replace(made, head=f"{made.head.rstrip()}\n{more}\n")


def _said(made: CharacterSet, old: str, new: str) -> CharacterSet:
    return dataclasses.replace(made, head=made.head.replace(old, new))


def _beside(made: CharacterSet, name: str, data: bytes | str) -> CharacterSet:
    content = data if isinstance(data, bytes) else data.encode()
    return dataclasses.replace(made, extra={**made.extra, name: content})


def _caption(made: CharacterSet, index: int, change: Callable[[str], str]) -> CharacterSet:
    return made.with_shot(index, caption=change(made.shots[index].caption))


def _sidecar(shot: Shot) -> str:
    return shot.file.replace(".jpg", ".txt")


def _in_caption(made: CharacterSet, index: int, change: Callable[[str], str]) -> Planted:
    changed = _caption(made, index, change)
    return Planted(changed, changed.shots[index].caption[-30:])


def _picture(
    made: CharacterSet, index: int, change: Callable[[Image.Image], Image.Image], **save: object
) -> Planted:
    shot = made.shots[index]
    file = io.BytesIO()
    change(shot.art.image()).save(file, save.pop("format", "JPEG"), **{"quality": 92, **save})  # type: ignore[arg-type]
    return Planted(_beside(made, shot.file, file.getvalue()), shot.file)


# S: the spec


@fault("S101", "error")
def open_bracket(made: CharacterSet) -> Planted:
    return Planted(_head(made, "x-note: [1, 2"))


@fault("S102", "error")
def trigger_twice(made: CharacterSet) -> Planted:
    return Planted(_head(made, "trigger: Vendalixa"), "trigger: Vendalixa")


@fault("S103", "error")
def misspelt_key(made: CharacterSet) -> Planted:
    return Planted(_head(made, "sytle: any"), "sytle")


@fault("S104", "error")
def epochs_in_words(made: CharacterSet) -> Planted:
    return Planted(_head(made, "train:\n  epochs: ten"), "epochs")


@fault("S105", "error")
def no_trigger(made: CharacterSet) -> Planted:
    return Planted(_said(made, "trigger: Vendalixia\n", ""))


@fault("S106", "error")
def from_the_future(made: CharacterSet) -> Planted:
    return Planted(_said(made, "charspec/1", "charspec/9"), "charspec/9")


@fault("S107", "error")
def an_anchor(made: CharacterSet) -> Planted:
    return Planted(_head(made, "x-note: &here [1]"), "&here")


@fault("S108", "error")
def outside(made: CharacterSet) -> Planted:
    return Planted(made.with_shot(3, file="../03.jpg"), "../03.jpg")


@fault("S109", "error")
def interpolated(made: CharacterSet) -> Planted:
    return Planted(_head(made, "name: ${USER}"), "${USER}")


@fault("S111", "warning")
def an_ignore_of_nothing(made: CharacterSet) -> Planted:
    return Planted(_head(made, "style: any  # charspec: ignore[C104] on purpose"), "ignore[C104]")


@fault("S112", "warning", "labels")
def a_colour_as_comment(made: CharacterSet) -> Planted:
    block = "identity:\n  is: a young woman\n  with:\n    - silver hair #c0c0c0\n    - a red scarf"
    return Planted(_said(made, f"identity: {HER.identity}", block), "#c0c0c0")


# B: the base


@fault("B101", "error")
def unknown_base(made: CharacterSet) -> Planted:
    return Planted(_head(made, "base: flux-klein"), "flux-klein")


@fault("B102", "warning")
def turbo(made: CharacterSet) -> Planted:
    return Planted(_head(made, "base: z-image-turbo\ntrain:\n  epochs: 25"), "z-image-turbo")


@fault("B103", "warning")
def sold_without_a_licence(made: CharacterSet) -> Planted:
    release = (
        "release:\n  description: x\n  tags: [y]\n  license: FLUX-non-commercial\n  thumbnail: baseline\n"
    )
    return Planted(_head(made, f"base: flux2-dev\n{release}  commercial: true"), "commercial")


@fault("B104", "info", "sidecars")
def chinese_on_a_base_that_reads_english(made: CharacterSet) -> Planted:
    chinese = in_chinese(Random("planted"))
    return Planted(_said(chinese, "base: z-image", "base: flux2-klein-4b"), "flux2-klein-4b")


# I: each picture


@fault("I101", "error")
def missing(made: CharacterSet) -> Planted:
    file = made.shots[4].file
    return Planted(dataclasses.replace(made, without=frozenset({file})), file)


@fault("I102", "error")
def truncated(made: CharacterSet) -> Planted:
    planted = _picture(made, 4, lambda image: image)
    file = made.shots[4].file
    return Planted(_beside(made, file, planted.made.extra[file][:9000]), file)


@fault("I102", "error", "sidecars")
def a_text_called_jpg(made: CharacterSet) -> Planted:
    return Planted(_beside(made, made.shots[2].file, "<html>404 Not Found</html>"), made.shots[2].file)


@fault("I103", "error")
def a_bomb(made: CharacterSet) -> Planted:
    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    data = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    data += struct.pack(">I", 0) + b"IDAT" + struct.pack(">I", zlib.crc32(b"IDAT"))
    planted = _beside(made.with_shot(1, file="images/bomb.png"), "images/bomb.png", data)
    return Planted(planted, "images/bomb.png")


@fault("I104", "warning")
def small(made: CharacterSet) -> Planted:
    art = dataclasses.replace(made.shots[5].art, size=(800, 800))
    return Planted(made.with_shot(5, art=art), made.shots[5].file)


@fault("I104", "error")
def tiny(made: CharacterSet) -> Planted:
    art = dataclasses.replace(made.shots[5].art, size=(400, 400))
    return Planted(made.with_shot(5, art=art), made.shots[5].file)


@fault("I105", "warning")
def an_unlisted_picture(made: CharacterSet) -> Planted:
    file = io.BytesIO()
    other = of_a_person(Random("another"), 1, person=HER).shots[0]
    other.art.image().save(file, "JPEG")
    return Planted(_beside(made, "images/stray.jpg", file.getvalue()), "images:")


@fault("I106", "warning", "sidecars")
def a_caption_without_its_picture(made: CharacterSet) -> Planted:
    return Planted(_beside(made, "images/gone.txt", "Vendalixia\n"), file="images/gone.txt")


@fault("I107", "warning")
def a_png_called_jpg(made: CharacterSet) -> Planted:
    return _picture(made, 2, lambda image: image, format="PNG")


@fault("I108", "info")
def turned_by_exif(made: CharacterSet) -> Planted:
    exif = Image.Exif()
    exif[0x0112] = 6
    return _picture(made, 2, lambda image: image.rotate(90), exif=exif)


@fault("I109", "warning")
def cut_out(made: CharacterSet) -> Planted:
    def clear(image: Image.Image) -> Image.Image:
        mask = Image.new("L", image.size, 0)
        mask.paste(255, (300, 200, 724, 1024))
        image.putalpha(mask)
        return image

    named = made.with_shot(2, file="images/02-cut.png")
    return _picture(named, 2, clear, format="PNG")


@fault("I110", "error", "labels")
def cropped_beyond(made: CharacterSet) -> Planted:
    return Planted(_labelled(made, 3, "crop: [0, 0, 1280, 1024]"), "crop")


@fault("I111", "warning")
def letterboxed(made: CharacterSet) -> Planted:
    def box(image: Image.Image) -> Image.Image:
        framed = Image.new("RGB", (1536, 1024), "black")
        framed.paste(image, (256, 0))
        return framed

    return _picture(made, 3, box)


@fault("I112", "warning")
def out_of_focus(made: CharacterSet) -> Planted:
    return _picture(made, 3, lambda image: image.filter(ImageFilter.GaussianBlur(6)))


@fault("I113", "warning")
def crushed(made: CharacterSet) -> Planted:
    return _picture(made, 3, lambda image: image, quality=25)


@fault("I114", "info")
def enlarged(made: CharacterSet) -> Planted:
    return _picture(
        made, 3, lambda image: image.resize((256, 256)).resize(image.size, Image.Resampling.BICUBIC)
    )


@fault("I115", "warning")
def a_banner(made: CharacterSet) -> Planted:
    art = dataclasses.replace(made.shots[5].art, size=(2600, 1024))
    return Planted(made.with_shot(5, art=art), made.shots[5].file)


# D: the set


@fault("D101", "error")
def no_pictures(made: CharacterSet) -> Planted:
    return Planted(dataclasses.replace(made, head=f"{made.head}images: {{}}\n", shots=()), "images")


@fault("D102", "warning", count=4)
def four(made: CharacterSet) -> Planted:
    return Planted(made, "images:")


@fault("D103", "info", count=17)
def seventeen(made: CharacterSet) -> Planted:
    return Planted(made, "images:")


@fault("D103", "warning", count=24)
def twenty_four(made: CharacterSet) -> Planted:
    return Planted(made, "images:")


def _scenes(
    change: Callable[[Scene], Scene], layout: Layout = "captions", count: int = COUNT
) -> CharacterSet:
    return good(layout, count, change=change)


@fault("D104", "error", "labels", count=6)
def one_pose_from_two_sides(made: CharacterSet) -> Planted:
    def keep(scene: Scene) -> Scene:
        angle = "front" if scene.seed % 2 else "profile"
        return dataclasses.replace(scene, pose="standing", framing=FRAMINGS[1 + scene.seed % 2], angle=angle)

    spoilt = _scenes(keep, "labels", 6)
    shots = (dataclasses.replace(shot, labels={**shot.labels, "pose": "standing"}) for shot in spoilt.shots)
    return Planted(dataclasses.replace(spoilt, shots=tuple(shots)), "images:")


@fault("D105", "warning")
def all_from_the_front(made: CharacterSet) -> Planted:
    return Planted(_scenes(lambda scene: dataclasses.replace(scene, angle="front")), "images:")


@fault("D106", "warning")
def all_smiling(made: CharacterSet) -> Planted:
    return Planted(_scenes(lambda scene: dataclasses.replace(scene, expression="smiling")), "images:")


@fault("D107", "warning")
def all_half_body(made: CharacterSet) -> Planted:
    poses = ("standing", "waving", "arms crossed")

    def from_the_waist_up(scene: Scene) -> Scene:
        return dataclasses.replace(scene, framing="half-body", pose=poses[scene.seed % 3])

    return Planted(_scenes(from_the_waist_up), "images:")


@fault("D108", "warning")
def mostly_sitting(made: CharacterSet) -> Planted:
    def sit(scene: Scene) -> Scene:
        whole = scene.framing != "close-up"
        return dataclasses.replace(scene, pose="sitting", framing="full-body") if whole else scene

    return Planted(_scenes(sit), "images:")


@fault("D109", "warning")
def all_in_one_room_as_the_pictures_show(made: CharacterSet) -> Planted:
    def stay(scene: Scene) -> Scene:
        return dataclasses.replace(scene, place="room", seed=0, light="day")

    told = {shot.file[:9]: shot.caption for shot in made.shots}
    shots = (dataclasses.replace(shot, caption=told[shot.file[:9]]) for shot in _scenes(stay).shots)
    return Planted(dataclasses.replace(made, shots=tuple(shots)), "images:")


@fault("D109", "warning")
def all_in_one_room_as_the_captions_say(made: CharacterSet) -> Planted:
    def stay(scene: Scene) -> Scene:
        return dataclasses.replace(scene, place="room", seed=0, light="day")

    there = _scenes(stay)
    shots = (
        dataclasses.replace(shot, caption=shot.caption.replace(shot.labels["environment"], "in a tavern"))
        for shot in there.shots
    )
    return Planted(dataclasses.replace(there, shots=tuple(shots)), "images:")


@fault("D110", "error")
def the_same_picture_twice(made: CharacterSet) -> Planted:
    return Planted(made.with_shot(7, art=made.shots[0].art), made.shots[7].file)


@fault("D110", "error")
def the_same_picture_mirrored(made: CharacterSet) -> Planted:
    first = io.BytesIO()
    made.shots[0].art.image().save(first, "PNG", compress_level=1)
    second = io.BytesIO()
    made.shots[0].art.image().transpose(Image.Transpose.FLIP_LEFT_RIGHT).save(second, "PNG", compress_level=1)
    named = made.with_shot(0, file="images/00.png").with_shot(7, file="images/07.png")
    both = _beside(_beside(named, "images/00.png", first.getvalue()), "images/07.png", second.getvalue())
    return Planted(both, "images/07.png")


@fault("D111", "warning")
def the_same_picture_saved_again(made: CharacterSet) -> Planted:
    file = io.BytesIO()
    made.shots[0].art.image().resize((1200, 1200)).save(file, "JPEG", quality=85)
    return Planted(_beside(made, made.shots[7].file, file.getvalue()), made.shots[7].file)


@fault("D112", "warning")
def with_a_friend(made: CharacterSet) -> Planted:
    return _in_caption(
        made,
        3,
        lambda text: (
            text.replace(", in ", ", with another woman, in ", 1)
            if ", in " in text
            else f"{text}, with another woman"
        ),
    )


@fault("D115", "warning")
def labelled_otherwise(made: CharacterSet) -> Planted:
    other = "front" if "back view" in made.shots[4].caption else "back"
    return Planted(_labelled(made, 4, f"angle: {other}"), "angle")


def _labelled(made: CharacterSet, index: int, label: str) -> CharacterSet:
    """A label beside the caption of a picture."""
    return made.with_shot(index, more=(label,))


# C: captions


@fault("C101", "error")
def no_trigger_in_one(made: CharacterSet) -> Planted:
    return _in_caption(made, 3, lambda text: text.removeprefix("Vendalixia, "))


@fault("C101", "error", "sidecars")
def no_trigger_in_a_sidecar(made: CharacterSet) -> Planted:
    planted = _in_caption(made, 3, lambda text: text.removeprefix("Vendalixia, "))
    return dataclasses.replace(planted, file=_sidecar(made.shots[3]))


@fault("C101", "error", "jsonl")
def no_trigger_in_a_row(made: CharacterSet) -> Planted:
    planted = _in_caption(made, 3, lambda text: text.removeprefix("Vendalixia, "))
    return dataclasses.replace(planted, file="images/metadata.jsonl")


@fault("C102", "error")
def trigger_in_lower_case(made: CharacterSet) -> Planted:
    return _in_caption(made, 2, lambda text: text.replace("Vendalixia", "vendalixia"))


@fault("C102", "error", "csv")
def trigger_misspelt(made: CharacterSet) -> Planted:
    planted = _in_caption(made, 2, lambda text: text.replace("Vendalixia", "Vendalxia"))
    return dataclasses.replace(planted, file="images/metadata.csv")


@fault("C103", "info")
def trigger_late(made: CharacterSet) -> Planted:
    def late(text: str) -> str:
        *before, last = text.removeprefix("Vendalixia, ").split(", ")
        return f"{last}, Vendalixia, {', '.join(before)}"

    return _in_caption(made, 2, late)


@fault("C104", "error")
def a_trait_left_out(made: CharacterSet) -> Planted:
    return _in_caption(made, 6, lambda text: text.replace(" and a red scarf", ""))


@fault("C104", "warning")
def a_trait_in_other_words(made: CharacterSet) -> Planted:
    return _in_caption(
        made,
        6,
        lambda text: text.replace(
            "a young woman with silver hair and a", "a silver-haired young woman with a"
        ),
    )


@fault("C104", "error")
def a_trait_contradicted(made: CharacterSet) -> Planted:
    return _in_caption(made, 6, lambda text: text.replace("silver hair", "golden hair"))


@fault("C106", "warning")
def nothing_but_her(made: CharacterSet) -> Planted:
    return _in_caption(made, 6, lambda text: text[: text.index("a purple coat") + len("a purple coat")])


@fault("C107", "warning")
def a_label_that_no_caption_says(made: CharacterSet) -> Planted:
    shot = made.shots[6]
    silent = _caption(made, 6, lambda text: text.replace(f", {shot.labels['lighting']}", ""))
    return Planted(_labelled(silent, 6, "lighting: candlelight"), made.shots[6].caption[-60:-40])


@fault("C108", "warning")
def a_style_word(made: CharacterSet) -> Planted:
    return _in_caption(made, 6, lambda text: f"{text}, oil painting")


@fault("C109", "error")
def another_coat(made: CharacterSet) -> Planted:
    return _in_caption(made, 6, lambda text: text.replace("a purple coat", "a white dress"))


@fault("C114", "error", "sidecars")
def an_empty_caption(made: CharacterSet) -> Planted:
    spoilt = _caption(made, 6, lambda text: "")
    return Planted(spoilt, file=_sidecar(made.shots[6]))


@fault("C110", "warning", "sidecars")
def nothing_worn(made: CharacterSet) -> Planted:
    dressed = in_a_wardrobe(Random("planted"), HER)
    index = next(i for i, shot in enumerate(dressed.shots) if shot.art.scene.framing == "full-body")
    garment = f", a {dressed.shots[index].art.who.garment_colour} {dressed.shots[index].art.who.garment}"
    return _in_caption(dressed, index, lambda text: text.replace(garment, ""))


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
    return _in_caption(made, 6, lambda text: f"{text}, {tale}")


@fault("C113", "warning")
def the_same_caption_twice(made: CharacterSet) -> Planted:
    caption = made.shots[1].caption
    return Planted(made.with_shot(7, caption=caption), caption[-30:])


@fault("C115", "warning", "labels")
def a_shadowed_sidecar(made: CharacterSet) -> Planted:
    shot = made.shots[3]
    return Planted(_beside(made, _sidecar(shot), f"{shot.caption}, rain"), "rain", _sidecar(shot))


@fault("C116", "warning")
def not_reviewed(made: CharacterSet) -> Planted:
    return Planted(_labelled(made, 4, "draft: true"), "draft")


@fault("C117", "error")
def a_placeholder(made: CharacterSet) -> Planted:
    return _in_caption(made, 6, lambda text: f"{text}, {{mood}}")


@fault("C118", "warning")
def boilerplate(made: CharacterSet) -> Planted:
    return _in_caption(made, 6, lambda text: f"{text}, masterpiece, best quality")


@fault("C120", "warning", "sidecars")
def dressed_by_chance(made: CharacterSet) -> Planted:
    dressed = in_a_wardrobe(Random("planted"), HER)
    return Planted(_said(dressed, "outfit: {policy: variable}\n", ""))


@fault("C119", "error", "sidecars")
def latin_1(made: CharacterSet) -> Planted:
    file = _sidecar(made.shots[6])
    return Planted(_beside(made, file, f"{made.shots[6].caption}, caf\xe9".encode("latin-1")), file=file)


# T: the trigger


@fault("T101", "warning")
def a_name_anyone_has(made: CharacterSet) -> Planted:
    return _triggered(made, "Raven")


@fault("T102", "warning")
def three_letters(made: CharacterSet) -> Planted:
    return _triggered(made, "qzv")


@fault("T103", "warning")
def two_words(made: CharacterSet) -> Planted:
    return _triggered(made, "Vendalixia Moonquor")


@fault("T104", "warning")
def a_word_of_her_own_class(made: CharacterSet) -> Planted:
    def of_zorvex(text: str) -> str:
        return text.replace("a young woman", "a young Zorvexian woman")

    planted = _triggered(made, "Zorvexian")
    shots = (dataclasses.replace(shot, caption=of_zorvex(shot.caption)) for shot in planted.made.shots)
    spoilt = dataclasses.replace(planted.made, head=of_zorvex(planted.made.head), shots=tuple(shots))
    return Planted(spoilt, planted.at)


def _triggered(made: CharacterSet, word: str) -> Planted:
    shots = tuple(
        dataclasses.replace(shot, caption=shot.caption.replace("Vendalixia", word)) for shot in made.shots
    )
    said = _said(made, "trigger: Vendalixia", f"trigger: {word}")
    return Planted(dataclasses.replace(said, shots=shots), f"trigger: {word}")


# P: test prompts

PROMPTS = {
    "baseline": "Vendalixia, standing, neutral expression",
    "new_pose": "Vendalixia running",
    "new_place": "Vendalixia in a castle at sunset",
    "new_framing": "close-up portrait of Vendalixia, anime style",
}


def _tests(made: CharacterSet, **prompts: str) -> CharacterSet:
    lines = [f"  {slot}: {text}" for slot, text in {**PROMPTS, **prompts}.items() if text]
    return _head(made, "\n".join(["tests:", *lines]))


@fault("P101", "error")
def five_prompts(made: CharacterSet) -> Planted:
    return Planted(_tests(made, fifth="Vendalixia in a spacesuit, side view"), "fifth:")


@fault("P102", "warning")
def no_prompts(made: CharacterSet) -> Planted:
    return Planted(_head(made, "tests: {}"), "tests")


@fault("P103", "error")
def a_prompt_for_anyone(made: CharacterSet) -> Planted:
    return Planted(_tests(made, new_pose="a young woman running"), "new_pose")


@fault("P104", "warning")
def no_new_place(made: CharacterSet) -> Planted:
    return Planted(_tests(made, new_place=""), "tests:")


@fault("P105", "error")
def a_prompt_from_the_set(made: CharacterSet) -> Planted:
    return Planted(_tests(made, baseline=f"'{made.shots[0].caption}'"), "baseline")


@fault("P106", "warning")
def a_pose_of_the_set(made: CharacterSet) -> Planted:
    return Planted(_tests(made, new_pose="Vendalixia waving"), "new_pose")


@fault("P107", "warning")
def a_place_of_the_set(made: CharacterSet) -> Planted:
    return Planted(_tests(made, new_place="Vendalixia in a forest at sunset"), "new_place")


@fault("P108", "info")
def a_prompt_in_another_dialect(made: CharacterSet) -> Planted:
    return Planted(_tests(made, new_pose="Vendalixia, (running:1.3) --ar 16:9"), "new_pose")


@fault("P109", "warning")
def a_prompt_without_end(made: CharacterSet) -> Planted:
    words = "past the houses of the old town and the stalls of the market and the boats on the river "
    return Planted(_tests(made, new_pose=f"Vendalixia running {words * 7}"), "new_pose")


# R: settings


@fault("R101", "warning", count=6)
def few_epochs_for_a_small_set(made: CharacterSet) -> Planted:
    return Planted(_head(made, "train:\n  epochs: 10"), "epochs")


@fault("R102", "info")
def a_rate_for_nothing(made: CharacterSet) -> Planted:
    return Planted(_head(made, "train:\n  text_encoder_learning_rate: 1e-5"), "text_encoder_learning_rate")


@fault("R103", "warning")
def a_high_rate(made: CharacterSet) -> Planted:
    return Planted(_head(made, "train:\n  learning_rate: 1e-3"), "learning_rate")


@fault("R104", "warning")
def too_short(made: CharacterSet) -> Planted:
    return Planted(_head(made, "train:\n  epochs: 2"), "epochs")


@fault("R105", "warning")
def a_high_rank(made: CharacterSet) -> Planted:
    return Planted(_head(made, "train:\n  rank: 128"), "rank")


@fault("R106", "warning")
def captions_dropped(made: CharacterSet) -> Planted:
    return Planted(_head(made, "train:\n  caption_dropout: 0.3"), "caption_dropout")


@fault("R107", "error")
def flipped_though_she_has_a_side(made: CharacterSet) -> Planted:
    def one_armed(text: str) -> str:
        return text.replace("a red scarf", "a cybernetic left arm")

    shots = (dataclasses.replace(shot, caption=one_armed(shot.caption)) for shot in made.shots)
    said = dataclasses.replace(made, head=one_armed(made.head), shots=tuple(shots))
    return Planted(_head(said, "train:\n  flip: true"), "flip")


@fault("R108", "error")
def an_odd_resolution(made: CharacterSet) -> Planted:
    return Planted(_head(made, "train:\n  resolution: 1000"), "resolution")


@fault("R109", "info")
def large_batches_of_mixed_shapes(made: CharacterSet) -> Planted:
    art = dataclasses.replace(made.shots[2].art, size=(1536, 1024))
    return Planted(
        _head(made.with_shot(2, art=art), "train:\n  batch_size: 8\n  repeats: 6\n  epochs: 150"),
        "batch_size",
    )


@fault("R110", "warning")
def a_resolution_beyond(made: CharacterSet) -> Planted:
    return Planted(_head(made, "train:\n  resolution: 1536"), "resolution")


# M: the release

RELEASE = {
    "description": "Courier of the Dusk Guild.",
    "tags": "[character]",
    "license": "Apache-2.0",
    "thumbnail": "baseline",
}


def _release(made: CharacterSet, **changes: str) -> CharacterSet:
    lines = [f"  {key}: {value}" for key, value in {**RELEASE, **changes}.items() if value]
    return _head(made, "\n".join(["release:", *lines]))


@fault("M101", "warning")
def undescribed(made: CharacterSet) -> Planted:
    return Planted(_release(made, description=""), "release:")


@fault("M102", "info")
def without_a_thumbnail(made: CharacterSet) -> Planted:
    return Planted(_release(made, thumbnail=""), "release:")


@fault("M103", "info")
def untagged(made: CharacterSet) -> Planted:
    return Planted(_release(made, tags=""), "release:")


@fault("M104", "warning")
def unlicensed(made: CharacterSet) -> Planted:
    return Planted(_release(made, license=""), "release:")


@fault("M105", "error")
def licensed_too_widely(made: CharacterSet) -> Planted:
    return Planted(_head(_release(made), "base: flux2-dev"), "license")
