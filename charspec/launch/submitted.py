"""Jobs that submitit has taken: its folder of pickles, and the ends that appear in it."""

from __future__ import annotations

import pickle
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from charspec.launch.jobs import Ended, Job, Outcome, outcome


@dataclass
class Submitted:
    """The jobs that have not ended, by their number there; `lost` tells whether any vanished."""

    folder: Path
    waiting: dict[str, tuple[Job, Any]] = field(default_factory=dict)
    lost: bool = False

    def add(self, job: Job, submission: Any) -> None:
        """`submission`: submitit's own job."""
        self.waiting[submission.job_id] = (job, submission)

    def ended(self) -> list[Outcome]:
        """The jobs whose result lies in the folder now. It is listed once, however many jobs there are."""
        names = {path.name for path in self.folder.iterdir()}
        found = [key for key, (_, sent) in self.waiting.items() if sent.paths.result_pickle.name in names]
        return [self._read(key) for key in found]

    def lose(self, key: str, why: str) -> Outcome:
        """Take a job for lost that ended without a result; what its worker said last is in the folder."""
        job, submission = self.waiting.pop(key)
        self.lost = True
        errors = submission.paths.stderr
        more = f"; its worker's last words are in {errors}" if errors.is_file() else ""
        return Outcome(job, None, 0.0, f"{why}{more}")

    def close(self) -> None:
        """Remove the folder, unless it says something about a job that was lost."""
        if not self.lost:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _read(self, key: str) -> Outcome:
        job, submission = self.waiting[key]
        try:
            how, result = pickle.loads(submission.paths.result_pickle.read_bytes())
        except (OSError, EOFError, pickle.UnpicklingError) as error:
            return self.lose(key, f"its result cannot be read: {error}")
        if how == "success" and isinstance(result, Ended):
            del self.waiting[key]
            return outcome(job, result)
        return self.lose(key, f"the worker failed: {str(result).strip().splitlines()[-1]}")


def open_folder(jobs: Sequence[Job]) -> Submitted:
    """A folder of this sweep alone beside the jobs' logs, where every node sees it."""
    place = jobs[0].log.parent
    place.mkdir(parents=True, exist_ok=True)
    return Submitted(Path(tempfile.mkdtemp(prefix="submitit-", dir=place)))
