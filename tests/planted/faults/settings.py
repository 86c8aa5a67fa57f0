"""Faults of test prompts, settings and the release."""

import dataclasses

from tests.planted.model import CharacterSet
from tests.planted.planting import Planted, fault, with_head

PROMPTS = {
    "baseline": "Vendalixia, standing, neutral expression",
    "new_pose": "Vendalixia running",
    "new_place": "Vendalixia in a castle at sunset",
    "new_framing": "close-up portrait of Vendalixia, anime style",
}


def _tests(made: CharacterSet, **prompts: str) -> CharacterSet:
    lines = [f"  {slot}: {text}" for slot, text in {**PROMPTS, **prompts}.items() if text]
    return with_head(made, "\n".join(["tests:", *lines]))


@fault("P101", "error")
def five_prompts(made: CharacterSet) -> Planted:
    return Planted(_tests(made, fifth="Vendalixia in a spacesuit, side view"), "fifth:")


@fault("P102", "warning")
def no_prompts(made: CharacterSet) -> Planted:
    return Planted(with_head(made, "tests: {}"), "tests")


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


@fault("R101", "warning", count=6)
def few_epochs_for_a_small_set(made: CharacterSet) -> Planted:
    return Planted(with_head(made, "train:\n  epochs: 10"), "epochs")


@fault("R102", "info")
def a_rate_for_nothing(made: CharacterSet) -> Planted:
    return Planted(
        with_head(made, "train:\n  text_encoder_learning_rate: 1e-5"), "text_encoder_learning_rate"
    )


@fault("R103", "warning")
def a_high_rate(made: CharacterSet) -> Planted:
    return Planted(with_head(made, "train:\n  learning_rate: 1e-3"), "learning_rate")


@fault("R104", "warning")
def too_short(made: CharacterSet) -> Planted:
    return Planted(with_head(made, "train:\n  epochs: 2"), "epochs")


@fault("R105", "warning")
def a_high_rank(made: CharacterSet) -> Planted:
    return Planted(with_head(made, "train:\n  rank: 128"), "rank")


@fault("R106", "warning")
def captions_dropped(made: CharacterSet) -> Planted:
    return Planted(with_head(made, "train:\n  caption_dropout: 0.3"), "caption_dropout")


@fault("R107", "error")
def flipped_though_she_has_a_side(made: CharacterSet) -> Planted:
    def one_armed(text: str) -> str:
        return text.replace("a red scarf", "a cybernetic left arm")

    shots = (dataclasses.replace(shot, caption=one_armed(shot.caption)) for shot in made.shots)
    said = dataclasses.replace(made, head=one_armed(made.head), shots=tuple(shots))
    return Planted(with_head(said, "train:\n  flip: true"), "flip")


@fault("R108", "error")
def an_odd_resolution(made: CharacterSet) -> Planted:
    return Planted(with_head(made, "train:\n  resolution: 1000"), "resolution")


@fault("R109", "info")
def large_batches_of_mixed_shapes(made: CharacterSet) -> Planted:
    art = dataclasses.replace(made.shots[2].art, size=(1536, 1024))
    return Planted(
        with_head(made.with_shot(2, art=art), "train:\n  batch_size: 8\n  repeats: 6\n  epochs: 150"),
        "batch_size",
    )


@fault("R110", "warning")
def a_resolution_beyond(made: CharacterSet) -> Planted:
    return Planted(with_head(made, "train:\n  resolution: 1536"), "resolution")


RELEASE = {
    "description": "Courier of the Dusk Guild.",
    "tags": "[character]",
    "license": "Apache-2.0",
    "thumbnail": "baseline",
}


def _release(made: CharacterSet, **changes: str) -> CharacterSet:
    lines = [f"  {key}: {value}" for key, value in {**RELEASE, **changes}.items() if value]
    return with_head(made, "\n".join(["release:", *lines]))


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
    return Planted(with_head(_release(made), "base: flux2-dev"), "license")
