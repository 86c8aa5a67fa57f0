"""Running `charspec lint` on bad input: with limits, and checked for what must never happen."""

import io
import os
import pathlib
import re
import subprocess
import sys
from typing import NamedTuple

from hypothesis import HealthCheck, settings
from PIL import Image

HEAD = "schema: charspec/1\ntrigger: Vendalixia\nidentity: a young woman with silver hair and a red scarf\n"
SCANNED = HEAD + "images: images/\n"
CAPTION = "Vendalixia, a young woman with silver hair and a red scarf, standing in a forest"
SECONDS = 120
"""Far more than any call takes (two at most), for machines that are busy with something else."""
MEMORY = 4 << 30
RED = Image.new("RGB", (1024, 1024), "red")
FRAMES = [Image.new("L", (64, 64), shade) for shade in (0, 99, 200)]
KINDS = {"png": "PNG", "jpg": "JPEG", "webp": "WEBP", "gif": "GIF", "bmp": "BMP", "tif": "TIFF"}


class Ran(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def codes(self) -> set[str]:
        return set(re.findall(r"\b[A-Z]\d{3}\b", self.out))


def lint(*arguments: str | pathlib.Path, stdin: bytes | None = None) -> Ran:
    """`charspec lint` in a process of its own, killed when it takes too long or too much."""
    command = ["prlimit", f"--as={MEMORY}", sys.executable, "-m", "charspec", "lint", "-f", "concise"]
    if not pathlib.Path("/usr/bin/prlimit").exists():
        command = command[2:]
    result = subprocess.run(
        [*command, *map(str, arguments)], input=stdin, capture_output=True, timeout=SECONDS, check=False
    )
    return checked(Ran(result.returncode, result.stdout.decode(), result.stderr.decode()))


def checked(ran: Ran) -> Ran:
    assert ran.code in (0, 1, 2), ran
    assert "Traceback" not in ran.err, ran.err
    assert "internal error" not in ran.err, ran.err
    assert "\x1b" not in ran.out + ran.err
    return ran


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)  # type: ignore[arg-type]
    return file.getvalue()


QUICK = settings(
    deadline=None,
    max_examples=300 if os.environ.get("CI") else 120,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
