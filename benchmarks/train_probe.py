"""Run a training in this process and note what it has cost at the end of each optimizer step.

    train_probe.py NOTES STEPS END PROGRAM WORDS…

PROGRAM is a file of Python, or `charspec` for the command. After STEPS steps the notes are written and the
training is ended: at once (END `exit`), or by SIGTERM, which saves it first (END `term`).
"""

import json
import os
import resource
import runpy
import signal
import sys
import time
from pathlib import Path
from typing import Any

import torch
from torch.optim.optimizer import register_optimizer_step_post_hook


def main() -> None:
    notes, count, end, program = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4]
    sys.argv = sys.argv[4:]
    ends: list[float] = []
    built: set[str] = set()
    begin = torch.nn.Module.__init__

    def building(module: torch.nn.Module, *words: Any, **named: Any) -> None:
        built.add(type(module).__name__)
        begin(module, *words, **named)

    def stepped(*_: object) -> None:
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

    first: dict[str, list[str]] = {}
    torch.nn.Module.__init__ = building  # type: ignore[method-assign]
    register_optimizer_step_post_hook(stepped)
    if program == "charspec":
        runpy.run_module("charspec", run_name="__main__", alter_sys=True)
    else:
        sys.path.insert(0, str(Path(program).parent))
        runpy.run_path(program, run_name="__main__")


if __name__ == "__main__":
    main()
