"""`conf/launcher`: where the runs of a sweep run. Nothing here decides a weight, so no lock has it."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

Count = Annotated[int, Field(strict=True, ge=1, le=100_000)]
Natural = Annotated[int, Field(strict=True, ge=0, le=100_000)]
Amount = Annotated[float, Field(strict=True, ge=0, allow_inf_nan=False)]
Positive = Annotated[float, Field(strict=True, gt=0, allow_inf_nan=False)]
Switch = Annotated[bool, Field(strict=True)]
Word = Annotated[str, Field(strict=True, min_length=1)]
Option = Annotated[str, Field(strict=True, pattern=r"^[A-Za-z][\w-]*(=.+)?$")]
Resource = Annotated[str, Field(strict=True, pattern=r"^[^=]+=\d+(\.\d+)?$")]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class BasicSettings(_Frozen):
    """One run after the other, on this machine.

    `gpus`: how many each run gets; null: one if the machine has any. `grace_seconds`: the time to save after
    Ctrl-C before a run is killed.
    """

    name: Literal["basic"]
    gpus: Natural | None
    grace_seconds: Amount


class JoblibSettings(_Frozen):
    """Runs in parallel on this machine: `jobs` at a time, fewer where there are fewer GPUs."""

    name: Literal["joblib"]
    jobs: Count
    gpus: Natural | None
    grace_seconds: Amount


class SubmititLocalSettings(_Frozen):
    """The way over SLURM, rehearsed on this machine: the same workers, time limit and requeue.

    After `minutes` less `signal_seconds` a run is told to save, and goes on in a new process, up to
    `requeues` times (submitit allows no more than 5 here).
    """

    name: Literal["submitit_local"]
    jobs: Count
    gpus: Natural | None
    minutes: Positive
    signal_seconds: Natural
    requeues: Annotated[int, Field(strict=True, ge=0, le=5)]
    grace_seconds: Amount


class SlurmSettings(_Frozen):
    """Job arrays of a SLURM cluster, by sbatch from a machine that can submit.

    `minutes` is each attempt's time limit; `signal_seconds` before it a run is told to save and is put back
    into the queue, up to `requeues` times. `parallel`: tasks of the array at once. `parameters`: any other
    option of sbatch (`[constraint=a100, exclusive]`), `setup`: lines of shell before the run.
    `check_seconds`: how often sacct is asked, at most.
    """

    name: Literal["slurm"]
    partition: Word | None
    account: Word | None
    qos: Word | None
    minutes: Count
    gpus: Natural
    cpus: Count
    memory_gb: Positive | None
    parallel: Count
    signal_seconds: Count
    requeues: Natural
    parameters: tuple[Option, ...]
    setup: tuple[str, ...]
    check_seconds: Positive
    grace_seconds: Amount


class RaySettings(_Frozen):
    """A Ray cluster: the one at `address`, or one on this machine, started for the sweep and stopped
    after it.

    `cpus`, `gpus`, `memory_gb` and `resources` (`[a100=1]`) are what each run is given; `gpus` may be a part
    of one, null means one if the cluster has any. `cluster_*` is what the machine offers to a cluster of its
    own; null: what Ray finds. `autoscaling`: the cluster may get nodes that it does not have yet.
    """

    name: Literal["ray"]
    address: Word | None
    cpus: Amount
    gpus: Amount | None
    memory_gb: Amount | None
    resources: tuple[Resource, ...]
    autoscaling: Switch
    cluster_cpus: Natural | None
    cluster_gpus: Natural | None
    cluster_resources: tuple[Resource, ...]
    grace_seconds: Amount


LauncherSettings: TypeAlias = Annotated[
    BasicSettings | JoblibSettings | SubmititLocalSettings | SlurmSettings | RaySettings,
    Field(discriminator="name"),
]
