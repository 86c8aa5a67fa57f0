"""Run a training in this process and note what it has cost at the end of each optimizer step.

    train_probe.py NOTES STEPS END PROGRAM WORDS…

PROGRAM is a file of Python, or `charspec` for the command. After STEPS steps the notes are written and the
training is ended: at once (END `exit`), or by SIGTERM, which saves it first (END `term`).
"""

import importlib.util
import json
import os
import resource
import runpy
import signal
import sys
import time
from collections.abc import Callable, Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path
from typing import Any


class After:
    """Does something with a module as soon as it is imported, by whomever: the probe itself imports none,
    because how the program imports is part of what it costs."""

    def __init__(self, name: str, act: Callable[[Any], None]) -> None:
        self.name, self.act = name, act

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: object = None
    ) -> ModuleSpec | None:
        if name != self.name:
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        assert spec is not None
        assert spec.loader is not None
        load = spec.loader.exec_module

        def loaded(module: Any) -> None:
            load(module)
            self.act(module)

        spec.loader.exec_module = loaded  # type: ignore[method-assign]
        return spec


def main() -> None:
    notes, count, end, program = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4]
    sys.argv = sys.argv[4:]
    ends: list[float] = []
    built: set[str] = set()
    first: dict[str, list[str]] = {}

    def stepped() -> None:
        ends.append(time.process_time())
        if len(ends) == 1:
            first.update(modules=sorted(built))
        if len(ends) != count:
            return
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        notes.write_text(json.dumps({"ends": ends, "memory": memory, **first}))
        if end == "exit":
            os._exit(0)
        os.kill(os.getpid(), signal.SIGTERM)

    def building(nn: Any) -> None:
        begin = nn.Module.__init__

        def begun(module: Any, *words: Any, **named: Any) -> None:
            built.add(type(module).__name__)
            begin(module, *words, **named)

        nn.Module.__init__ = begun

    def stepping(optimizer: Any) -> None:
        if program != "charspec":
            optimizer.register_optimizer_step_post_hook(lambda *_: stepped())
            return
        step = optimizer.step  # it may do without the hooks of torch's optimizers

        def made(*words: Any) -> None:
            step(*words)
            stepped()

        optimizer.step = made

    steps = "charspec.train.optimizer" if program == "charspec" else "torch.optim.optimizer"
    for name, act in (("torch.nn.modules.module", building), (steps, stepping)):
        if name in sys.modules:  # by a sitecustomize.py
            act(sys.modules[name])
        else:
            sys.meta_path.insert(0, After(name, act))
    if program == "charspec":
        runpy.run_module("charspec", run_name="__main__", alter_sys=True)
    else:
        sys.path.insert(0, str(Path(program).parent))
        runpy.run_path(program, run_name="__main__")


if __name__ == "__main__":
    main()
