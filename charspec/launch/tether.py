"""Start a command that does not outlive its launcher: `python -I -S tether.py PARENT COMMAND ...`.

Run as a script, by path, in a bare interpreter, which it replaces by the command. On Linux the command gets
SIGTERM when the process that started it ends, however it ends: a killed worker leaves no training behind.
"""

import os
import signal
import sys

PR_SET_PDEATHSIG = 1  # linux/prctl.h


def die_with(parent: int) -> None:
    """Get SIGTERM when the process `parent`, which started this one, ends; only Linux can."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it ended before we asked to be told
            raise SystemExit(128 + signal.SIGTERM)


def main(parent: int, command: list[str]) -> None:
    """Become the command. Exit code 127 with a line on stderr if there is no such program."""
    die_with(parent)
    # SLURM may send the warning of the time limit to every process; it is meant for the worker alone.
    signal.signal(signal.SIGUSR2, signal.SIG_IGN)
    try:
        os.execvp(command[0], command)
    except OSError as error:
        sys.stderr.write(f"charspec: cannot start {command[0]}: {error.strerror}\n")
        raise SystemExit(127) from None


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
