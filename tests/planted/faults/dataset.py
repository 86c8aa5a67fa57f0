"""Faults of the set as a whole."""

import dataclasses
import io
from random import Random

from PIL import Image

from charspec.tiny.character import Scene
from examples.faulty.models import encoder, person_detector
from tests.images.scenes import SIGN, marked
from tests.planted.clean import FRAMINGS
from tests.planted.model import CharacterSet
from tests.planted.planting import Planted, beside, fault, in_caption, labelled, picture, scenes, seen_through


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


@fault("D104", "error", "labels", count=6)
def one_pose_from_two_sides(made: CharacterSet) -> Planted:
    def keep(scene: Scene) -> Scene:
        angle = "front" if scene.seed % 2 else "profile"
        return dataclasses.replace(scene, pose="standing", framing=FRAMINGS[1 + scene.seed % 2], angle=angle)

    spoilt = scenes(keep, "labels", 6)
    shots = (dataclasses.replace(shot, labels={**shot.labels, "pose": "standing"}) for shot in spoilt.shots)
    return Planted(dataclasses.replace(spoilt, shots=tuple(shots)), "images:")


@fault("D105", "warning")
def all_from_the_front(made: CharacterSet) -> Planted:
    return Planted(scenes(lambda scene: dataclasses.replace(scene, angle="front")), "images:")


@fault("D106", "warning")
def all_smiling(made: CharacterSet) -> Planted:
    return Planted(scenes(lambda scene: dataclasses.replace(scene, expression="smiling")), "images:")


@fault("D107", "warning")
def all_half_body(made: CharacterSet) -> Planted:
    poses = ("standing", "waving", "arms crossed")

    def from_the_waist_up(scene: Scene) -> Scene:
        return dataclasses.replace(scene, framing="half-body", pose=poses[scene.seed % 3])

    return Planted(scenes(from_the_waist_up), "images:")


@fault("D108", "warning")
def mostly_sitting(made: CharacterSet) -> Planted:
    def sit(scene: Scene) -> Scene:
        whole = scene.framing != "close-up"
        return dataclasses.replace(scene, pose="sitting", framing="full-body") if whole else scene

    return Planted(scenes(sit), "images:")


@fault("D109", "warning")
def all_in_one_room_as_the_pictures_show(made: CharacterSet) -> Planted:
    def stay(scene: Scene) -> Scene:
        return dataclasses.replace(scene, place="room", seed=0, light="day")

    told = {shot.file[:9]: shot.caption for shot in made.shots}
    shots = (dataclasses.replace(shot, caption=told[shot.file[:9]]) for shot in scenes(stay).shots)
    return Planted(dataclasses.replace(made, shots=tuple(shots)), "images:")


@fault("D109", "warning")
def all_in_one_room_as_the_captions_say(made: CharacterSet) -> Planted:
    def stay(scene: Scene) -> Scene:
        return dataclasses.replace(scene, place="room", seed=0, light="day")

    there = scenes(stay)
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
    both = beside(beside(named, "images/00.png", first.getvalue()), "images/07.png", second.getvalue())
    return Planted(both, "images/07.png")


@fault("D111", "warning")
def the_same_picture_saved_again(made: CharacterSet) -> Planted:
    file = io.BytesIO()
    made.shots[0].art.image().resize((1200, 1200)).save(file, "JPEG", quality=85)
    return Planted(beside(made, made.shots[7].file, file.getvalue()), made.shots[7].file)


@fault("D112", "warning")
def with_a_friend(made: CharacterSet) -> Planted:
    return in_caption(
        made,
        3,
        lambda text: (
            text.replace(", in ", ", with another woman, in ", 1)
            if ", in " in text
            else f"{text}, with another woman"
        ),
    )


@fault("D112", "error")
def two_persons_in_the_picture(made: CharacterSet) -> Planted:
    boxes = ((0.1, 0.3, 0.4, 0.6), (0.6, 0.3, 0.9, 0.6))
    planted = picture(made, 6, lambda drawn: marked(drawn, "cyan", *boxes))
    return Planted(seen_through(planted.made, "person-detector", person_detector()), planted.at)


@fault("D113", "warning")
def someone_else(made: CharacterSet) -> Planted:
    planted = picture(made, 6, lambda drawn: marked(drawn, "magenta", SIGN))
    return Planted(seen_through(planted.made, "encoder", encoder()), planted.at)


@fault("D114", "warning")
def one_photograph_among_drawings(made: CharacterSet) -> Planted:
    def photographed(drawn: Image.Image) -> Image.Image:
        noise = Image.frombytes("L", drawn.size, Random("grain").randbytes(drawn.width * drawn.height))
        return Image.blend(drawn, noise.convert("RGB"), 0.2)

    return picture(made, 5, photographed)


@fault("D115", "warning")
def labelled_otherwise(made: CharacterSet) -> Planted:
    other = "front" if "back view" in made.shots[4].caption else "back"
    return Planted(labelled(made, 4, f"angle: {other}"), "angle")
