"""A run's folder as `train` leaves it, with drawings in the place of samples: no model is needed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from PIL import Image

from charspec.compare.report import beside, gather_page, render
from charspec.plan import BasePlan, ItemPlan, LoraPlan, Plan, PromptPlan, SamplesPlan, lock, lock_text
from charspec.records import CONTROL, Deployed, Done, Epoch, Sample, Weights, read_epochs
from charspec.scores import Score
from charspec.tiny.character import Character, Scene
from charspec.tiny.drawing import draw
from tests.plans import adamw, item, train_plan

IDENTITY = "a young woman with silver hair and a red scarf"
STRANGER = Character(hair_colour="brown", garment_colour="green")
HALFWAY = Character(hair_colour="silver", garment_colour="blue")
VENDALIXIA = replace(
    HALFWAY, accessory="scarf", accessory_colour="red", garment_colour="black", garment="coat"
)

SCENES = {
    "baseline": Scene(),
    "new_pose": Scene(framing="full-body", pose="running", place="meadow"),
    "new_place": Scene(place="beach", light="sunset"),
    "new_framing": Scene(framing="close-up", style="watercolour", angle="three-quarter"),
    CONTROL: Scene(place="room"),
}
PROMPTS = {
    "baseline": "Vendalixia, standing, neutral expression",
    "new_pose": "Vendalixia running",
    "new_place": "Vendalixia on a beach at sunset",
    "new_framing": "close-up portrait of Vendalixia, anime style",
}
TRAINING = {
    "images/front.png": (Scene(), "front view, half-body, neutral expression, standing in a white studio"),
    "images/forest.png": (
        Scene(place="forest", angle="three-quarter", light="sunset", expression="smiling"),
        "three-quarter view, smiling, standing in a forest at dusk, soft warm light",
    ),
    "images/city.png": (
        Scene(place="city", framing="full-body", pose="waving", light="night"),
        "full-body, waving in a city street at night",
    ),
}
CONTROL_PROMPT = "a young woman, standing, neutral expression"


def save(picture: Image.Image, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.save(path)


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def plan_of(
    items: list[ItemPlan],
    epochs: int,
    prompts: dict[str, str],
    size: int,
    rank: int = 16,
    base: str = "tiny",
) -> Plan:
    return Plan(
        train=train_plan(
            items,
            base=BasePlan(
                name=base, family="flux2", repository="charspec", revision=None,
                files={"transformer/diffusion_pytorch_model.safetensors": "c" * 64}, multiple=16,
                token_limit=32, guidance_scale=None,
            ),
            lora=LoraPlan(rank=rank, alpha=16, targets="default"),
            optimizer=adamw(learning_rate=1e-4),
            epochs=epochs,
            seed=7,
        ),
        samples=SamplesPlan(
            prompts={
                slot: PromptPlan(prompt=text, seed=40 + i) for i, (slot, text) in enumerate(prompts.items())
            },
            control=PromptPlan(prompt=CONTROL_PROMPT, seed=99),
            width=size, height=size, steps=4, guidance_scale=1,
        ),
        release=None,
    )  # fmt: skip


class FakeRun:
    """The folder of a run that grows epoch by epoch, and ways to spoil it."""

    def __init__(
        self,
        root: Path,
        planned: int = 4,
        done: int = 4,
        prompts: dict[str, str] = PROMPTS,
        captions: list[str] | None = None,
        size: int = 64,
        rank: int = 16,
        base: str = "tiny",
    ) -> None:
        """`done` epochs of `planned` are there; -1: not even the base is drawn."""
        self.root, self.size = root, size
        ours = [f"Vendalixia, {IDENTITY}, {text}" for _, text in TRAINING.values()]
        for file, (scene, _) in TRAINING.items():
            save(draw(VENDALIXIA, scene, 64), root / file)
        texts = zip(TRAINING, captions or ours, strict=True)
        items = [item(root, file, text, repeats=20) for file, text in texts]
        self.lock = lock(plan_of(items, planned, prompts, size, rank, base))
        self.folder = root / "runs" / "vendalixia" / self.lock.hashes.run[:12]
        self.folder.mkdir(parents=True)
        (self.folder / "character.lock.json").write_text(lock_text(self.lock), encoding="utf-8")
        for number in range(done + 1):
            epoch = self.add_epoch(number)
            if number == planned:
                self.finish(epoch)

    def add_epoch(self, number: int) -> Epoch:
        person = STRANGER if number == 0 else HALFWAY if number < 3 else VENDALIXIA
        samples = []
        prompts = {**self.lock.plan.samples.prompts, CONTROL: self.lock.plan.samples.control}
        for slot, prompt in prompts.items():
            file = f"epochs/{number:02}/{slot}.png"
            drawn = draw(STRANGER if slot == CONTROL else person, SCENES.get(slot, Scene()), self.size)
            save(drawn, self.folder / file)
            samples.append(Sample(slot=slot, prompt=prompt.prompt, seed=prompt.seed, file=file))
        weights = None
        if number:
            path = self.folder / f"epochs/{number:02}/vendalixia-e{number:02}.safetensors"
            path.write_bytes(bytes([number]) * 8)
            weights = Weights(file=path.relative_to(self.folder).as_posix(), sha256=sha256(path))
        epoch = Epoch(
            epoch=number, step=60 * number, loss=0.2 + 0.2 / number if number else None,
            grid_loss=0.22 + 0.3 / (number + 1), weights=weights, samples=tuple(samples),
            samples_hash=self.lock.hashes.samples,
        )  # fmt: skip
        with (self.folder / "epochs.jsonl").open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(epoch.model_dump(mode="json"), ensure_ascii=False) + "\n")
        return epoch

    def deploy(self, until: int) -> None:
        """Draw the epochs up to `until` on a distilled model: in watercolour here."""
        lines = []
        for epoch in read_epochs(self.folder):
            samples = []
            for sample in epoch.samples if epoch.epoch <= until else ():
                file = f"epochs/{epoch.epoch:02}/deploy/{sample.slot}.png"
                scene = replace(SCENES.get(sample.slot, Scene()), style="watercolour", place="forest")
                save(draw(VENDALIXIA if epoch.epoch else STRANGER, scene, self.size), self.folder / file)
                samples.append(sample.model_copy(update={"file": file}))
            drawn = Deployed(
                model="somebody/Distilled-4B", weights="e" * 40, steps=4, guidance_scale=1,
                samples=tuple(samples), samples_hash=epoch.samples_hash,
            )  # fmt: skip
            lines.append(epoch.model_copy(update={"deployed": drawn if samples else None}))
        text = "".join(f"{line.model_dump_json()}\n" for line in lines)
        (self.folder / "epochs.jsonl").write_text(text, encoding="utf-8")

    def epoch(self, number: int) -> Epoch:
        return next(epoch for epoch in read_epochs(self.folder) if epoch.epoch == number)

    def markup(self) -> str:
        """The page of this run alone, as it lies in its folder."""
        return render(gather_page([self.folder], beside(self.folder)))[0]

    def score(self, **metrics: Mapping[int, float | None]) -> None:
        """Write scores: of each metric its value by epoch, on every slot that it measures."""
        files = [item.file for item in self.lock.plan.train.items]
        slots = [*self.lock.plan.samples.prompts]
        lines = []
        for metric, values in metrics.items():
            measured = {"diversity": [None], "drift": [CONTROL], "leak": [CONTROL]}.get(metric, slots)
            named = metric in ("memorisation", "background_memorisation", "identity")
            for epoch, value in values.items():
                for slot in measured:
                    lines.append(
                        Score(
                            epoch=epoch, metric=metric, slot=slot, value=value,
                            nearest=files[epoch % len(files)] if named and value is not None else None,
                            note=None if value is not None else "no encoder is given",
                            samples_hash=self.lock.hashes.samples,
                        )
                    )  # fmt: skip
        text = "".join(f"{line.model_dump_json()}\n" for line in lines)
        (self.folder / "scores.jsonl").write_text(text, encoding="utf-8")

    def finish(self, last: Epoch) -> None:
        assert last.weights is not None
        done = Done(
            train_hash=self.lock.hashes.train, samples_hash=self.lock.hashes.samples, epochs=last.epoch,
            steps=last.step, weights=last.weights,
        )  # fmt: skip
        (self.folder / "DONE.json").write_text(done.model_dump_json())

    def write_lint(self, *findings: tuple[str, str, str]) -> None:
        """Each as (code, severity, message)."""
        document = {
            "version": 1,
            "files": [
                {"file": "character.yaml", "findings": [_finding(*parts) for parts in findings], "waived": []}
            ],
            "summary": {
                severity: sum(parts[1] == severity for parts in findings)
                for severity in ("error", "warning", "info")
            }
            | {"waived": 0},
        }
        (self.folder / "lint.json").write_text(json.dumps(document), encoding="utf-8")


def _finding(code: str, severity: str, message: str) -> dict[str, Any]:
    return {
        "code": code, "name": "some-rule", "severity": severity, "confidence": "certain",
        "message": message, "hint": "Do this.", "related": [],
        "path": ["images", "images/front.png"],
        "location": {"file": "character.yaml", "line": 7, "column": 3, "end_line": 7, "end_column": 9},
        "fix": None,
    }  # fmt: skip
