# SPDX-License-Identifier: Apache-2.0
"""The end-to-end tests: every executable file of `Tests/EndToEndTests`, in any language.

Such a file prints a line for each thing it has shown, `ok <name>` or `not ok <name>: <reason>`, and ends with zero if
all was well. What else it prints is its log. It finds the release programs in the folder WRIT_BIN, a folder of its own
in TMPDIR, which is kept when it fails, and `python3` with the libraries of the oracles on its PATH.
"""

import os
import re
import shutil
import tempfile
from pathlib import Path

import commands
from results import Failure, Suite, excerpt

LIMIT_SECONDS = 900
LINE = re.compile(r"^(?P<bad>not )?ok\s+(?P<name>.+)$")


def scripts(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(file for file in folder.iterdir() if file.is_file() and os.access(file, os.X_OK))


def run(script: Path, logs: Path, progress, environment: dict[str, str]) -> Suite:
    log = logs / f"{script.name}.log"
    scratch = tempfile.mkdtemp(prefix="writ-")  # WHY: not below the checkout, for a socket's path has 107 bytes at most
    code = commands.run([str(script)], log, progress, LIMIT_SECONDS, {**environment, "TMPDIR": scratch})
    suite = judge(script.name, log.read_text(errors="replace"), code)
    if suite.failures:
        suite.failures[-1].detail += f"\nits files are in {scratch}"
    else:
        shutil.rmtree(scratch, ignore_errors=True)
    return suite


def judge(name: str, log: str, code: int | None) -> Suite:
    suite = Suite(name)
    for match in filter(None, map(LINE.match, log.splitlines())):
        if match["bad"]:
            title, _, reason = match["name"].partition(": ")
            suite.failures.append(Failure(title, detail=reason))
        else:
            suite.passed += 1
    if code != 0 and (code is None or code < 0 or not suite.failures):
        suite.failures.append(Failure(f"the script {commands.ending(code, LIMIT_SECONDS)}"))
    elif suite.passed + len(suite.failures) == 0:
        suite.failures.append(Failure("the script showed nothing"))
    if suite.failures:
        suite.failures[-1].detail += "\n" + excerpt(log)
    return suite
