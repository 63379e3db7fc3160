# SPDX-License-Identifier: Apache-2.0
"""Runs the checks and the tests in order, and ends with a table and a line that counts them.

    python3 Scripts/runner [--quick] [NAME...]

Logs are in .build/test-logs. The exit code is 1 if anything failed or nothing was run.
"""

import argparse
import os
import shutil
import signal
import sys
from pathlib import Path

import commands
import python_suites
import results
import script_suites
import swift_suites
from progress import Progress
from results import Failure, Suite

ROOT = Path(__file__).resolve().parents[2]
LOGS = ROOT / ".build" / "test-logs"
STEP_LIMIT_SECONDS = 3600
# The programs, and the one that answers the oracles a hundred thousand times.
RELEASE = ["Scripts/build-release", "writ", "writ-sim", "writ-bench", "oracle-answers"]
FORMAT = ["swift", "format", "lint", "--strict", "--recursive", "--parallel", "Sources", "Tests", "Package.swift"]


class Run:
    """One run of the tests: what is wanted, and what came of it so far."""

    def __init__(self, wanted: list[str]):
        self.progress = Progress()
        self.wanted = [name.lower() for name in wanted]
        self.suites: list[Suite] = []
        self.environment = {
            "WRIT_BIN": str(ROOT / ".build" / "release"),
            "PATH": f"{ROOT / '.build' / 'venv' / 'bin'}:{os.environ['PATH']}",
        }

    def check(self, name: str, command: list[str]) -> bool:
        """Runs a step that has no tests. It is counted only when it fails."""
        log = LOGS / f"{name.replace(' ', '-')}.log"
        self.progress.begin(name)
        code = commands.run(command, log, self.progress, STEP_LIMIT_SECONDS)
        took = self.progress.end("" if code == 0 else "failed", is_good=code == 0)
        if code != 0:
            text = log.read_text(errors="replace")
            errors = list(dict.fromkeys(line for line in text.splitlines() if "error:" in line))
            detail = "\n".join(errors[:results.DETAIL_LINES_MAX]) or text
            failure = Failure(f"{name} {commands.ending(code, STEP_LIMIT_SECONDS)}", detail=detail)
            self.suites.append(Suite(name, failures=[failure], seconds=took, log=str(log.relative_to(ROOT))))
        return code == 0

    def suite(self, name: str, run) -> None:
        """Runs a suite if it is wanted."""
        if self.wanted and not any(part in name.lower() for part in self.wanted):
            return
        self.progress.begin(name)
        suite = run()
        failed = f", {len(suite.failures)} failed" if suite.failures else ""
        suite.seconds = self.progress.end(f"{suite.passed} passed{failed}", is_good=not suite.failures)
        suite.log = str((LOGS / f"{name}.log").relative_to(ROOT))
        self.suites.append(suite)

    def swift_suites(self, leaving_out: set[str]) -> None:
        for name in swift_suites.names(ROOT):
            if name not in leaving_out:
                self.suite(name, lambda: swift_suites.run(name, ROOT, LOGS, self.progress))

    def python_suite(self, name: str, python: str) -> None:
        folder = ROOT / "Tests" / name
        if python_suites.has_tests(folder):
            run = lambda: python_suites.run(name, folder, python, LOGS, self.progress, self.environment)
            self.suite(name, run)

    def script_suites(self) -> None:
        for script in script_suites.scripts(ROOT / "Tests" / "EndToEndTests"):
            self.suite(script.name, lambda: script_suites.run(script, LOGS, self.progress, self.environment))

    def finish(self) -> bool:
        """Prints the report, whose last line is the count."""
        paint = self.progress.paint
        lines = results.failure_report(self.suites, paint) + results.table(self.suites, paint)
        print("\n".join(lines + [results.last_line(self.suites)]), flush=True)
        return results.is_success(self.suites)


def test(run: Run, is_quick: bool) -> None:
    run.check("format lint", FORMAT)
    run.python_suite("ScriptTests", sys.executable)
    if run.check("debug build", ["swift", "build", "--build-tests"]):
        run.swift_suites(leaving_out=swift_suites.SLOW if is_quick else set())
    if not is_quick and run.check("release build", RELEASE):
        run.python_suite("Oracles", str(ROOT / ".build" / "venv" / "bin" / "python"))
        run.script_suites()


def main() -> int:
    parser = argparse.ArgumentParser(prog="Scripts/test", description="Runs the checks and the tests.")
    parser.add_argument("--quick", action="store_true", help="only the suites that need no more than the debug build")
    parser.add_argument("names", nargs="*", metavar="NAME", help="only suites with this in their name")
    arguments = parser.parse_args()

    os.chdir(ROOT)
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends what is running, as Ctrl-C does
    shutil.rmtree(LOGS, ignore_errors=True)
    LOGS.mkdir(parents=True)
    run = Run(arguments.names)
    try:
        test(run, arguments.quick)
    except KeyboardInterrupt:
        run.suites.append(Suite("the run", failures=[Failure("it was interrupted")]))
    return 0 if run.finish() else 1


if __name__ == "__main__":
    sys.exit(main())
