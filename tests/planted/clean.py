"""Good sets, by lot: whatever lint calls an error here is a false alarm, and warnings are counted.

Each is what a careful person would hand in: several angles, framings, expressions and places, the trigger and
the traits in every caption. They differ in how the pictures are captioned, in what is shown, and in what is
easily forgotten by who writes rules.
"""

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

from charspec.tiny.character import Character, Scene
from tests.planted.model import CharacterSet, Layout, Shot
from tests.planted.pictures import Art, burst


@dataclass(frozen=True)
class Person:
    trigger: str
    phrase: str
    traits: tuple[str, str]
    garment: str
    who: Character

    @property
    def dressed(self) -> str:
        return f"{self.identity}, {self.garment}"

    @property
    def identity(self) -> str:
        return f"{self.phrase} with {self.traits[0]} and {self.traits[1]}"

    @property
    def head(self) -> str:
        return f"schema: charspec/1\ntrigger: {self.trigger}\nidentity: {self.identity}\n"


PEOPLE = (
    Person(
        "Vendalixia",
        "a young woman",
        ("silver hair", "a red scarf"),
        "a purple coat",
        Character("woman", "pale", "long", "silver", "coat", "purple", "scarf", "red"),
    ),
    Person(
        "KAEL_07",
        "a man",
        ("short black hair", "round glasses"),
        "a green shirt",
        Character("man", "dark", "short", "black", "shirt", "green", "glasses", "black"),
    ),
    Person(
        "Ysmeralde",
        "an old woman",
        ("a red bun", "a yellow badge"),
        "a blue dress",
        Character("woman", "tan", "bun", "red", "dress", "blue", "badge", "yellow"),
    ),
)

ANGLES = ("front", "three-quarter", "profile", "back")
FRAMINGS = ("half-body", "full-body", "close-up")
THING_POSES = ("sitting", "standing", "lying")
POSES = {"half-body": ("standing", "waving", "arms crossed"), "close-up": ("standing",)}
EXPRESSIONS = ("smiling", "neutral", "surprised", "sad", "angry")
PLACES: Mapping[str, tuple[str, ...]] = {
    "forest": ("in a forest", "in the woods"),
    "city": ("in a city street", "on a busy street"),
    "room": ("in a living room", "in a room with a window"),
    "snow": ("in the snow before a mountain", "on a snowy plain"),
    "meadow": ("in a meadow", "in a field of flowers"),
    "beach": ("on a beach", "by the sea"),
    "studio": ("in a studio", "in front of a plain wall"),
}
LIGHTS: Mapping[str, tuple[str, ...]] = {
    "day": ("bright daylight", "soft light"),
    "sunset": ("warm light", "golden hour"),
    "night": ("moonlight", "at night"),
}


def scenes(rng: Random, count: int, thing: bool = False) -> list[Scene]:
    """Scenes of a good set: no angle, framing, place or expression stands out, and none comes twice."""
    places = rng.sample(list(PLACES), len(PLACES))
    angles = rng.sample(ANGLES, len(ANGLES))
    faces = rng.sample(EXPRESSIONS, len(EXPRESSIONS))
    found: dict[tuple[str, ...], Scene] = {}
    for index in range(count):
        framing = FRAMINGS[index % 3]
        poses = THING_POSES if thing else POSES.get(framing, ("sitting", "standing", "jumping"))
        scene = Scene(
            angle=angles[(index // 3 + index % 3) % 4],
            framing=framing,
            pose=poses[(index // 3) % len(poses)],
            expression=faces[index % 5],
            place=places[(index + index // 7) % 7],
            light=("day", "sunset", "day", "night")[(index + index // 4) % 4],
            studio_colour=("blue", "yellow", "green")[index % 3],
            dx=rng.uniform(-3, 3),
            dy=rng.uniform(-1, 1),
            seed=index,
        )
        while (sight := (scene.angle, framing, scene.place, scene.pose)) in found:
            scene = dataclasses.replace(scene, place=places[(places.index(scene.place) + 1) % 7])
        found[sight] = scene
    return list(found.values())


def labels(scene: Scene, rng: Random, thing: bool = False) -> dict[str, str]:
    """What a person would write of a scene: no expression for a back view, or for a thing without a face."""
    said = {"angle": scene.angle, "framing": scene.framing}
    if scene.angle != "back" and not thing:
        said["expression"] = scene.expression
    if scene.framing != "close-up":
        said["pose"] = scene.pose
    said["environment"] = rng.choice(PLACES[scene.place])
    said["lighting"] = rng.choice(LIGHTS[scene.light])
    return said


def as_the_guide_does(person: Person, said: Mapping[str, str], rng: Random) -> str:
    views = {"front": "front view", "back": "back view", "profile": "profile view"}
    words = [views.get(said["angle"], "three-quarter view"), said["framing"], said.get("expression")]
    place = " ".join(word for word in (said.get("pose"), said["environment"]) if word)
    return ", ".join(
        word for word in (person.trigger, person.dressed, *words, place, said["lighting"]) if word
    )


def as_prose(person: Person, said: Mapping[str, str], rng: Random) -> str:
    """Two or three sentences, as a captioning model or a patient person writes them."""
    seen = {
        "front": "facing the camera",
        "back": "seen from behind",
        "profile": "in profile",
        "three-quarter": "turned slightly to one side",
    }[said["angle"]]
    size = {"half-body": "from the waist up", "full-body": "from head to toe", "close-up": "very close"}
    opening = {
        "half-body": "A half-body picture",
        "full-body": "A full-body picture",
        "close-up": "A close-up",
    }
    pose = f" {said['pose']}" if "pose" in said else ""
    face = f", {said['expression']}" if "expression" in said else ""
    air = rng.choice(("The air looks clear", "Nobody else is near", "The scene is quiet", "It seems early"))
    what = f"{person.trigger}, {person.dressed},{pose} {said['environment']}, {seen}{face}"
    shown = said["framing"]
    first = f"{what}, shown {size[shown]}." if rng.random() < 0.5 else f"{opening[shown]} of {what}."
    return f"{first} {air}, with {said['lighting']} over everything."


def as_tags(person: Person, said: Mapping[str, str], rng: Random) -> str:
    """Booru tags, behind the trigger and the traits."""
    views = {
        "front": "looking at viewer",
        "back": "from behind",
        "profile": "from side",
        "three-quarter": "3/4 view",
    }
    sizes = {"half-body": "upper body", "full-body": "full body", "close-up": "close-up"}
    faces = {"smiling": "smile", "surprised": "open mouth", "neutral": "expressionless"}
    where = {"in": "outdoors"}.get(said["environment"].split()[0], "")
    face = faces.get(said.get("expression", ""), said.get("expression", ""))
    place = said["environment"].split()[-1]
    tags = [
        person.trigger,
        person.phrase,
        *person.traits,
        person.garment,
        "solo",
        views[said["angle"]],
        sizes[said["framing"]],
    ]
    return ", ".join(tag for tag in (*tags, face, said.get("pose", ""), where, place) if tag)


Words = Callable[[Person, Mapping[str, str], Random], str]


def of_a_person(
    rng: Random,
    count: int = 9,
    layout: Layout = "labels",
    words: Words = as_the_guide_does,
    outfit: bool = True,
    person: Person | None = None,
    change: Callable[[Scene], Scene] = lambda scene: scene,
) -> CharacterSet:
    """One of three people, drawn, captioned, and dressed the same throughout; `change` spoils the scenes."""
    person = person or rng.choice(PEOPLE)
    shots = []
    for index, scene in enumerate(map(change, scenes(rng, count))):
        said = labels(scene, rng)
        file = f"images/{index:02}-{scene.place}.jpg"
        shots.append(Shot(file, Art(scene, who=person.who), said, words(person, said, rng)))
    policy = f"outfit:\n  policy: signature\n  wears: [{person.garment}]\n" if outfit else ""
    return CharacterSet(person.head + policy, tuple(shots), layout)


def smallest(rng: Random) -> CharacterSet:
    """Four lines of YAML and a folder; what is worn is named in the captions and nowhere decided."""
    return dataclasses.replace(of_a_person(rng, layout="sidecars", outfit=False), scanned=True)


def in_a_wardrobe(rng: Random, person: Person | None = None) -> CharacterSet:
    """Another garment in every picture, named in every caption."""
    person = person or rng.choice(PEOPLE)
    colours = rng.sample(["red", "blue", "green", "black", "white", "orange"], 6)
    shots = []
    for index, scene in enumerate(scenes(rng, 9)):
        worn = dataclasses.replace(
            person,
            garment=f"a {colours[index % 6]} {('coat', 'shirt')[index % 2]}",
            who=dataclasses.replace(
                person.who, garment_colour=colours[index % 6], garment=("coat", "shirt")[index % 2]
            ),
        )
        caption = as_the_guide_does(worn, labels(scene, rng), rng)
        shots.append(Shot(f"images/{index}.jpg", Art(scene, who=worn.who), {}, caption))
    return CharacterSet(person.head + "outfit: {policy: variable}\n", tuple(shots), "captions")


def on_white(rng: Random) -> CharacterSet:
    """Cut out before white, as studios hand a character over: one background, and the captions say so."""
    whole = of_a_person(rng, layout="sidecars")
    shots = []
    for shot in whole.shots:
        place = shot.labels["environment"]
        caption = shot.caption.replace(place, "on a white background")
        shots.append(
            dataclasses.replace(shot, art=dataclasses.replace(shot.art, white=True), caption=caption)
        )
    return dataclasses.replace(whole, shots=tuple(shots))


def shot_face(shot: Shot) -> str:
    """The face of a moment later."""
    return "surprised" if shot.labels["expression"] == "smiling" else "smiling"


def bursts(rng: Random) -> CharacterSet:
    """Twelve pictures, three of which have a second one taken a moment later, with another face."""
    whole = of_a_person(rng, 12, "captions")
    fronts = [shot for shot in whole.shots if shot.art.scene.angle == "front"][:3]
    later = [
        dataclasses.replace(
            shot,
            file=shot.file.replace(".jpg", "-b.jpg"),
            art=burst(shot.art, shot_face(shot)),
            caption=shot.caption.replace(shot.labels["expression"], shot_face(shot)),
        )
        for shot in fronts
    ]
    return dataclasses.replace(whole, shots=(*whole.shots, *later))


def photographed(rng: Random) -> CharacterSet:
    """Grain as of a camera, pictures upright and lengthwise."""
    whole = of_a_person(rng, 10, "sidecars", as_prose)
    sizes = ((1024, 1024), (1024, 1280), (1440, 1024))
    shots = tuple(
        dataclasses.replace(shot, art=dataclasses.replace(shot.art, grain=True, size=sizes[index % 3]))
        for index, shot in enumerate(whole.shots)
    )
    return dataclasses.replace(whole, shots=shots)


@dataclass(frozen=True)
class Thing:
    trigger: str
    identity: str
    kind: str
    verb: Mapping[str, str]


THINGS = {
    "plush": Thing("Bromblebear", "a plush bear with a blue ribbon", "plush", {}),
    "robot": Thing("UNIT-K9X", "a robot with grey steel plates and one orange eye", "robot", {}),
    "dog": Thing("Pakkoda", "a white dog with brown ears", "dog", {}),
}


def of_a_thing(rng: Random, kind: str, count: int = 7) -> CharacterSet:
    """A toy, a robot or a dog: neither hair nor clothes nor an expression worth a word."""
    thing = THINGS[kind]
    shots = []
    for index, scene in enumerate(scenes(rng, count, thing=True)):
        said = labels(scene, rng, thing=True)
        view = {"front": "from the front", "back": "from behind", "profile": "from the side"}.get(
            said["angle"], ""
        )
        pose = said.get("pose", "")
        words = [
            thing.trigger,
            thing.identity,
            said["framing"],
            view,
            f"{pose} {said['environment']}",
            said["lighting"],
        ]
        caption = ", ".join(word.strip() for word in words if word)
        shots.append(Shot(f"images/{kind}{index}.jpg", Art(scene, kind), said, caption))
    head = f"schema: charspec/1\ntrigger: {thing.trigger}\nidentity: {thing.identity}\n"
    return CharacterSet(head, tuple(shots), "sidecars", scanned=True)


CHINESE = {
    "forest": "在森林里",
    "city": "在城市街道上",
    "room": "在客厅里",
    "snow": "在雪地里",
    "meadow": "在草地上",
    "beach": "在海滩上",
    "studio": "在摄影棚里",
    "half-body": "半身",
    "full-body": "全身",
    "close-up": "特写",
    "front": "正面",
    "back": "背面",
    "profile": "侧面",
    "three-quarter": "四分之三侧面",
    "standing": "站着",
    "waving": "挥手",
    "arms crossed": "双臂交叉",
    "sitting": "坐着",
    "jumping": "跳跃",
    "smiling": "微笑",
    "neutral": "表情平静",
    "surprised": "惊讶",
    "sad": "悲伤",
    "angry": "生气",
    "day": "明亮的日光",
    "sunset": "夕阳",
    "night": "月光",
}


def in_chinese(rng: Random, trigger: str = "Vendalixia") -> CharacterSet:
    """Captions in Chinese for a base that reads it, without a blank between the words."""
    person = PEOPLE[0]
    shots = []
    for index, scene in enumerate(scenes(rng, 9)):
        words = [scene.angle, scene.framing, scene.pose, scene.place, scene.light]
        if scene.angle != "back":
            words.insert(2, scene.expression)
        caption = f"{trigger}，一位年轻女子，银色长发，红色围巾，紫色外套，" + "，".join(
            CHINESE[word] for word in words
        )
        shots.append(Shot(f"images/{index}.jpg", Art(scene, who=person.who), {}, caption))
    head = (
        f"schema: charspec/1\ntrigger: {trigger}\nbase: z-image\n"
        "identity:\n  is: 一位年轻女子\n  with: [银色长发, 红色围巾]\n"
        f"tests:\n  baseline: {trigger}，站着，表情平静\n  new_pose: {trigger}正在奔跑\n"
        f"  new_place: {trigger}在海边，日落\n  new_framing: {trigger}的特写肖像，动漫风格\n"
    )
    return CharacterSet(head, tuple(shots), "sidecars")


@dataclass(frozen=True)
class Clean:
    """How a good set is made, and the warnings it may have, because they are true of it."""

    make: Callable[[Random], CharacterSet]
    allowed: frozenset[str] = frozenset()


CLEAN: Mapping[str, Clean] = {
    "labels": Clean(of_a_person),
    "captions in the spec": Clean(lambda rng: of_a_person(rng, layout="captions")),
    "the smallest spec": Clean(smallest),
    "a wardrobe": Clean(in_a_wardrobe),
    "three pictures": Clean(lambda rng: of_a_person(rng, 3), frozenset({"D102"})),
    "forty pictures": Clean(lambda rng: of_a_person(rng, 40), frozenset({"D103", "R104"})),
    "Chinese": Clean(in_chinese),
    "a Chinese name": Clean(lambda rng: in_chinese(rng, "维达莉希娅")),
    "a plush toy": Clean(lambda rng: of_a_thing(rng, "plush")),
    "a robot": Clean(lambda rng: of_a_thing(rng, "robot")),
    "a dog": Clean(lambda rng: of_a_thing(rng, "dog")),
    "photographed": Clean(photographed),
    "on white": Clean(on_white, frozenset({"D109"})),
    "bursts": Clean(bursts, frozenset({"D111"})),
    "booru tags": Clean(lambda rng: of_a_person(rng, layout="sidecars", words=as_tags)),
    "long prose": Clean(lambda rng: of_a_person(rng, layout="csv", words=as_prose)),
    "an image folder": Clean(
        lambda rng: dataclasses.replace(of_a_person(rng, layout="jsonl"), scanned=True),
    ),
}
