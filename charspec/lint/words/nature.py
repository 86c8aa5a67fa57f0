"""What kind of thing a character is, by the words of its class phrase."""

import re

from charspec.spec import CharacterSpec

_TOYS = """
plush plushie plushy stuffed toy teddy doll ragdoll figurine figure puppet marionette mascot bobblehead statue
statuette action-figure amigurumi nutcracker scarecrow snowman jack-o'-lantern
"""
_ROBOTS = "robot android droid mech mecha drone automaton bot"
_VEHICLES_AND_THINGS = """
machine car truck van bus train locomotive tractor motorcycle bicycle boat ship plane aircraft helicopter
spaceship rocket tank lamp teapot kettle
"""
_ANIMALS = """
animal pet dog puppy corgi poodle terrier retriever shepherd husky dachshund beagle pug bulldog hound collie
spaniel chihuahua cat kitten tabby fox wolf bear panda rabbit bunny hare mouse rat hamster squirrel hedgehog
raccoon badger otter beaver deer stag fawn horse pony donkey cow bull sheep lamb goat pig boar lion tiger
leopard panther cheetah elephant rhino hippo giraffe zebra monkey ape gorilla koala kangaroo sloth bat bird
duck duckling goose swan chicken hen rooster owl eagle hawk falcon raven crow parrot penguin pigeon sparrow
frog toad turtle tortoise lizard gecko snake crocodile dinosaur dragon fish shark whale dolphin octopus squid
crab snail spider bee butterfly ladybird creature monster slime
"""
_MODIFIERS = frozenset(
    ("plush", "stuffed", "toy", "robotic", "mechanical", "crocheted", "knitted", "wooden", "lego")
)
_THINGS = frozenset(_VEHICLES_AND_THINGS.split())
_NO_PERSONS = _THINGS | frozenset(f"{_TOYS} {_ROBOTS} {_ANIMALS}".split())

_TAIL = re.compile(r"\s+(?:with|of|in|from|who|that|on|at|wearing|made)\b|[,;(]", re.IGNORECASE)
_IRREGULAR = {"woman": "women", "man": "men", "child": "children", "person": "people", "wolf": "wolves"}
_IRREGULAR |= {"mouse": "mice", "goose": "geese", "elf": "elves", "dwarf": "dwarves", "thief": "thieves"}
_IRREGULAR |= {"sheep": "sheep", "fish": "fish", "deer": "deer"}


def head_noun(spec: CharacterSpec) -> str:
    """What the class phrase says the character is: `woman` of "a young woman in armour", in lower case."""
    words = _TAIL.split(spec.identity.class_phrase, maxsplit=1)[0].lower().split()
    return words[-1] if words else ""


def is_no_person(spec: CharacterSpec) -> bool:
    """Whether the character is a toy, a machine or an animal, whose face need not have expressions."""
    words = set(_TAIL.split(spec.identity.class_phrase, maxsplit=1)[0].lower().split())
    return head_noun(spec) in _NO_PERSONS or bool(words & _MODIFIERS)


def is_a_thing(spec: CharacterSpec) -> bool:
    """Whether the character is a vehicle or a piece of a household, of which others stand about anywhere."""
    return head_noun(spec) in _THINGS


def plural_of(noun: str) -> str:
    """The plural of an English noun.

    >>> plural_of("fox"), plural_of("puppy"), plural_of("woman")
    ('foxes', 'puppies', 'women')
    """
    if noun.endswith(("woman", "man")) or noun in _IRREGULAR:
        return _IRREGULAR.get(noun, noun.removesuffix("an") + "en")
    if noun.endswith(("s", "x", "z", "ch", "sh")):
        return f"{noun}es"
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return f"{noun[:-1]}ies"
    return f"{noun}s"
