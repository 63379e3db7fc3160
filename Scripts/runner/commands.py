# SPDX-License-Identifier: Apache-2.0
"""Running a program with its output in a log, watched, and not for ever."""

import os
import signal
import subprocess
import time
from pathlib import Path

POLL_SECONDS = 0.1
NEWS_BYTES_MAX = 4096


def latest_line(log: Path) -> str:
    """The last whole line of a log that is being written."""
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - NEWS_BYTES_MAX))
        lines = file.read().decode(errors="replace").splitlines()
    return next((line.strip() for line in reversed(lines) if line.strip()), "")


def end_group(process: subprocess.Popen) -> None:
    """Ends a program and what it has started, as far as that stayed in its group."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


def run(command: list[str], log: Path, progress, limit_seconds: float, environment: dict[str, str] | None = None):
    """Runs a program, and returns its exit code, negative for a signal; None when it was ended at its limit."""
    deadline = time.monotonic() + limit_seconds
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
            env={**os.environ, **(environment or {})},
        )
    try:
        while process.poll() is None:
            if time.monotonic() > deadline:
                return None
            progress.alive(latest_line(log))
            time.sleep(POLL_SECONDS)
        return process.returncode
    finally:
        end_group(process)


def ending(code: int | None, limit_seconds: float) -> str:
    """How a program ended, in words."""
    if code is None:
        return f"did not end within {limit_seconds:.0f} seconds"
    if code < 0:
        return f"was ended by {signal.Signals(-code).name}"
    return f"ended with {code}"
