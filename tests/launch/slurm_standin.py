"""sbatch, srun, sacct, scancel and scontrol for tests: `python slurm_standin.py PROGRAM ARGUMENTS ...`.

Job arrays really run, as processes; `--signal`, the time limit, requeue, cancellation and a node that fails
do what SLURM's manual says. The state lies in the folder SLURM_STANDIN; SLURM_STANDIN_MINUTE is how many
seconds a minute of `--time` lasts. It cannot show the queue, the delays and the file systems of a cluster.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

HOME = Path(os.environ["SLURM_STANDIN"])
MINUTE = float(os.environ.get("SLURM_STANDIN_MINUTE", "60"))
KILL_WAIT = 3.0
TICK = 0.05
OVER = ("COMPLETED", "FAILED", "CANCELLED by 0", "NODE_FAIL", "TIMEOUT")


def sbatch(script: str) -> None:
    """Take a script into the queue; a partition `absent` is refused, as SLURM words it."""
    options = read_options(Path(script))
    if options.get("partition") == "absent":
        sys.exit("sbatch: error: invalid partition specified: absent")
    number = 1 + len(list(HOME.glob("*.sh")))
    HOME.joinpath(f"{number}.sh").write_text(Path(script).read_text())
    HOME.joinpath(f"{number}.json").write_text(json.dumps(options))
    write_states(number, dict.fromkeys(elements(number, options), "PENDING"))
    with HOME.joinpath("controller.log").open("ab") as log:
        subprocess.Popen(
            [sys.executable, __file__, "controller", str(number)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    print(f"Submitted batch job {number}")


def read_options(script: Path) -> dict[str, str]:
    words = re.findall(r"^#SBATCH --(.*)$", script.read_text(), re.MULTILINE)
    pairs = (shlex.split(word)[0].partition("=") for word in words)
    return {key: value for key, _, value in pairs}


def elements(number: int, options: dict[str, str]) -> list[str]:
    array = options.get("array")
    if array is None:
        return [str(number)]
    first, last = array.partition("%")[0].split("-")
    return [f"{number}_{task}" for task in range(int(first), int(last) + 1)]


def write_states(number: int, states: dict[str, str]) -> None:
    partial = HOME / f".{number}.states"
    partial.write_text(json.dumps(states))
    partial.replace(HOME / f"{number}.states")


def srun(*arguments: str) -> None:
    """Become the command, with its output where the options say; the controller learns its pid."""
    words = list(arguments)
    key = os.environ["STANDIN_KEY"]
    named = {"%A": os.environ["SLURM_JOB_ID"], "%j": os.environ["SLURM_JOB_ID"], "%t": "0"}
    named["%a"] = os.environ.get("SLURM_ARRAY_TASK_ID", "")
    while words[0].startswith("-"):
        option = words.pop(0)
        if option in ("--output", "--error"):
            path = words.pop(0)
            for mark, value in named.items():
                path = path.replace(mark, value)
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
            os.dup2(handle, 1 if option == "--output" else 2)
    os.setpgid(0, 0)
    HOME.joinpath(f"{key}.step").write_text(str(os.getpid()))
    os.execvp(words[0], words)


def scancel(*numbers: str) -> None:
    for number in numbers:
        HOME.joinpath(f"{number}.cancel").touch()


def scontrol(verb: str, key: str) -> None:
    assert verb == "requeue", verb
    HOME.joinpath(f"{key}.requeue").touch()


def sacct(*arguments: str) -> None:
    """JobID|State|NodeList; what waits of an array is one line, as with SLURM."""
    HOME.joinpath("sacct.calls").open("a").write("x")
    print("JobID|State|NodeList")
    for number in arguments[arguments.index("-j") + 1].split(","):
        states = json.loads(HOME.joinpath(f"{number}.states").read_text())
        waiting = [key.partition("_")[2] for key, state in states.items() if state == "PENDING"]
        for key, state in states.items():
            if state != "PENDING" or "_" not in key:
                print(f"{key}|{state}|node01")
        if waiting and waiting[0]:
            print(f"{number}_[{','.join(waiting)}%9]|PENDING|None assigned")


@dataclass
class Step:
    """A task that runs, and the signals that are due: seconds since its start, and which."""

    process: subprocess.Popen[bytes]
    due: list[tuple[float, signal.Signals]]
    begun: float = field(default_factory=time.monotonic)
    verdict: str = ""  # the state once it has ended, if it was not its own end
    asked: bool = False


def controller(number: int) -> None:
    """slurmctld and slurmd of one job: start what may run, signal what is due, note what ended."""
    options = json.loads(HOME.joinpath(f"{number}.json").read_text())
    states = dict.fromkeys(elements(number, options), "PENDING")
    most = int(options.get("array", "0-0%1").partition("%")[2])
    steps: dict[str, Step] = {}
    while any(state not in OVER for state in states.values()):
        for key in [key for key, state in states.items() if state == "PENDING"]:
            if HOME.joinpath(f"{number}.cancel").exists():
                states[key] = "CANCELLED by 0"
            elif len(steps) < most:
                steps[key], states[key] = start(number, key, options), "RUNNING"
        for key, step in list(steps.items()):
            attend(number, key, step)
            if step.process.poll() is not None:
                own = "COMPLETED" if step.process.returncode == 0 else "FAILED"
                states[key] = step.verdict or own
                del steps[key]
        write_states(number, states)
        time.sleep(TICK)


def start(number: int, key: str, options: dict[str, str]) -> Step:
    HOME.joinpath(f"{key}.step").unlink(missing_ok=True)
    variables = {
        "SLURM_JOB_ID": str(number),
        "SLURM_NTASKS": "1",
        "SLURM_JOB_NUM_NODES": "1",
        "SLURM_NODEID": "0",
        "SLURM_PROCID": "0",
        "SLURM_LOCALID": "0",
        "SLURM_JOB_NODELIST": "node01",
        "STANDIN_KEY": key,
    }
    if "_" in key:
        variables |= {"SLURM_ARRAY_JOB_ID": str(number), "SLURM_ARRAY_TASK_ID": key.partition("_")[2]}
    process = subprocess.Popen(
        ["bash", str(HOME / f"{number}.sh")],
        env={**os.environ, **variables},
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    limit = float(options["time"]) * MINUTE
    name, _, delay = options["signal"].partition("@")
    due = [
        (limit - float(delay), signal.Signals[f"SIG{name}"]),
        (limit, signal.SIGTERM),
        (limit + KILL_WAIT, signal.SIGKILL),
    ]
    return Step(process, due)


def attend(number: int, key: str, step: Step) -> None:
    """Look for what was asked of a running task, and send the signals whose time has come."""
    now = time.monotonic() - step.begun
    if HOME.joinpath(f"{key}.fail_node").exists():
        HOME.joinpath(f"{key}.fail_node").unlink()
        step.verdict, step.due = "NODE_FAIL", [(0, signal.SIGKILL)]
    elif not step.asked and HOME.joinpath(f"{number}.cancel").exists():
        step.asked, step.verdict = True, "CANCELLED by 0"
        step.due = [(0, signal.SIGCONT), (0, signal.SIGTERM), (now + KILL_WAIT, signal.SIGKILL)]
    elif HOME.joinpath(f"{key}.requeue").exists():
        HOME.joinpath(f"{key}.requeue").unlink()
        step.verdict = "PENDING"
        step.due = [(0, signal.SIGCONT), (0, signal.SIGTERM), (now + KILL_WAIT, signal.SIGKILL)]
    place = HOME / f"{key}.step"
    while step.due and step.due[0][0] <= now and place.exists() and place.read_text():
        _, which = step.due.pop(0)
        if which == signal.SIGTERM and not step.verdict:
            step.verdict = "TIMEOUT"
        try:
            # slurmstepd's way with cgroups: only the task it started itself, but SIGKILL to everything
            send = os.killpg if which == signal.SIGKILL else os.kill
            send(int(place.read_text()), which)
        except ProcessLookupError:
            return


if __name__ == "__main__":
    program, *rest = sys.argv[1:]
    if program == "controller":
        controller(int(rest[0]))
    else:
        {"sbatch": sbatch, "srun": srun, "scancel": scancel, "scontrol": scontrol, "sacct": sacct}[program](
            *rest
        )
