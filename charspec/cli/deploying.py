"""After the last epoch of `charspec train`: its epochs drawn on the distilled model, if that is here."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from charspec.plan import Lock
from charspec.settings.deployment import Deployment
from charspec.settings.execution import HardwareExecution


def row(deployment: Deployment) -> str:
    """What will be drawn on the distilled model, before the training begins."""
    from charspec.train.distilled import how_to_get, is_here

    model = deployment.model
    if is_here(deployment):
        return f"every epoch on {deployment.name} as well, after the last one, in {model.sample_steps} steps"
    return f"not on {deployment.name}, whose weights are not here: {how_to_get(deployment)}"


def draw(
    lock: Lock, run: Path, deployment: Deployment, hardware: HardwareExecution, report: Callable[[], None]
) -> None:
    """Draw what is not drawn yet, telling each epoch on stderr; `report` is called after each."""
    from charspec.train.distilled import find_distilled, how_to_get, undrawn

    found = find_distilled(deployment)
    if found is None:
        print(
            f"note: nothing is drawn on {deployment.name}, the distilled model that this LoRA is usually run "
            f"on: its weights are not here ({how_to_get(deployment)})",
            file=sys.stderr,
        )
        return
    epochs = undrawn(run, lock, deployment, found.identity)
    if not epochs:
        return
    steps = deployment.model.sample_steps
    many = f"{len(epochs)} epochs" if len(epochs) > 1 else "an epoch"
    print(f"drawing {many} on {deployment.name} in {steps} steps …", file=sys.stderr, flush=True)
    from charspec.train.deploy import draw_deployed

    for epoch in draw_deployed(lock, run, deployment, found, epochs, hardware):
        what = f"epoch {epoch.epoch}" if epoch.epoch else "epoch 0, without LoRA,"
        print(f"{what} is drawn on {deployment.name}", file=sys.stderr)
        report()
