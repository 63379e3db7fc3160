# SPDX-License-Identifier: Apache-2.0
"""The suites written in Python: the `*_test.py` of a folder, run in a process of their own."""

import json
from pathlib import Path

import commands
from results import Failure, Suite, excerpt

LIMIT_SECONDS = 1800


def has_tests(folder: Path) -> bool:
    return any(folder.glob("*_test.py"))


def run(name: str, folder: Path, python: str, logs: Path, progress, environment: dict[str, str]) -> Suite:
    log, events = logs / f"{name}.log", logs / f"{name}.events.jsonl"
    events.unlink(missing_ok=True)
    program = Path(__file__).with_name("unittest_events.py")
    code = commands.run([python, str(program), str(folder), str(events)], log, progress, LIMIT_SECONDS, environment)
    records = [json.loads(line) for line in events.read_text().splitlines()] if events.exists() else []
    return judge(name, records, code, log.read_text(errors="replace"))


def judge(name: str, records: list[dict], code: int | None, log: str) -> Suite:
    suite = Suite(name)
    tests = {r["test"]: r for r in records if "test" in r}
    for test, record in tests.items():
        match record["outcome"]:
            case "passed": suite.passed += 1
            case "skipped": suite.skipped += 1
            case "begun": suite.failures.append(Failure(test, detail="did not finish"))
            case _: suite.failures.append(Failure(test, detail=record["detail"]))
    if not any("end" in r for r in records) or code != 0:
        suite.failures.append(Failure(f"the test process {commands.ending(code, LIMIT_SECONDS)}", detail=excerpt(log)))
    elif not tests:
        suite.failures.append(Failure("no test was found, though there are files for some"))
    return suite
