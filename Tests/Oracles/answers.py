# SPDX-License-Identifier: Apache-2.0
"""What Writ answers: the program `oracle-answers`, which is asked many questions in one process."""

import os
import subprocess
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = Path(os.environ.get("WRIT_BIN", ROOT / ".build" / "release"))


def ask(question: str, lines: Iterable[str] = ()) -> list[str]:
    """The answers to a question about each line, in order."""
    text = "".join(line + "\n" for line in lines).encode()
    done = subprocess.run([PROGRAMS / "oracle-answers", question], input=text, stdout=subprocess.PIPE, check=True)
    return done.stdout.decode().split("\n")[:-1]


def writ(*words: str | Path) -> subprocess.CompletedProcess:
    """What came of a command line of `writ`."""
    return subprocess.run([PROGRAMS / "writ", *words], stdin=subprocess.DEVNULL, capture_output=True, text=True)
