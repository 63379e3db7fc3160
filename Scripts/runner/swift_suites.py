# SPDX-License-Identifier: Apache-2.0
"""The suites of Swift Testing: one process for each test target, counted from its stream of events.

A target has its own process so that a crash in one hides nothing of the others, and so that its seconds are its own.
"""

import json
from pathlib import Path

import commands
from results import Failure, Suite, excerpt

LIMIT_SECONDS = 1800
# Suites that `--quick` leaves out.
SLOW = {"SimulationTests", "EndToEndTests"}
# Only what leads to the fault: the thread that crashed, without registers and the list of libraries.
BACKTRACE = "enable=yes,color=no,interactive=no,threads=crashed,registers=none,images=none,limit=24"


def names(root: Path) -> list[str]:
    """The test targets that have tests."""
    return sorted(
        folder.name for folder in (root / "Tests").glob("*Tests")
        if any("@Test" in file.read_text() for file in folder.rglob("*.swift"))
    )


def run(name: str, root: Path, logs: Path, progress) -> Suite:
    log, events = logs / f"{name}.log", logs / f"{name}.events.jsonl"
    events.unlink(missing_ok=True)
    command = [
        "swift", "test", "--skip-build", "--disable-xctest", "--filter", f"^{name}\\.",
        "--event-stream-version", "6.3", "--event-stream-output-path", str(events),
    ]
    code = commands.run(command, log, progress, LIMIT_SECONDS, {"SWIFT_BACKTRACE": BACKTRACE})
    records = read_events(events.read_text(errors="replace") if events.exists() else "")
    return judge(name, records, code, log.read_text(errors="replace"), root)


def read_events(text: str) -> list[dict]:
    """The records of a stream. The last line of a process that died may be cut, and is passed over."""
    records = []
    for line in text.splitlines():
        try:
            records.append(json.loads(line))
        except ValueError:
            continue
    return records


def judge(name: str, records: list[dict], code: int | None, log: str, root: Path) -> Suite:
    """Counts each test function once, however many arguments it was run with.

    What neither passed nor was skipped has failed: also a test that was under way, or waited for its turn, when the
    process died.
    """
    suite = Suite(name)
    tests = {r["payload"]["id"]: r["payload"] for r in records if r["kind"] == "test"}
    tests = {key: test for key, test in tests.items() if test["kind"] == "function"}
    endings: dict[str, str] = {}
    issues: dict[str, list[str]] = {}
    for event in (r["payload"] for r in records if r["kind"] == "event"):
        key, symbol = event.get("testID"), next((m["symbol"] for m in event.get("messages", [])), "")
        if event["kind"] == "issueRecorded" and symbol == "fail":
            issues.setdefault(key, []).append(issue_text(event, root))
        elif event["kind"] in ("testEnded", "testSkipped"):
            endings[key] = "skip" if event["kind"] == "testSkipped" else symbol
    for key, test in tests.items():
        match endings.get(key):
            case None: suite.failures.append(Failure(title(test), place(test, root), "did not finish"))
            case "fail": suite.failures.append(Failure(title(test), place(test, root), "\n".join(issues.get(key, []))))
            case "skip": suite.skipped += 1
            case _: suite.passed += 1
    stray = [text for key, texts in issues.items() if key not in tests for text in texts]
    if stray:
        suite.failures.append(Failure("an issue outside of any test", detail="\n".join(stray)))
    add_ending(suite, records, code, log)
    return suite


def add_ending(suite: Suite, records: list[dict], code: int | None, log: str) -> None:
    """A process that died, or that complains without naming a test, is a failure of its own."""
    is_whole = any(r["kind"] == "event" and r["payload"]["kind"] == "runEnded" for r in records)
    if not is_whole or (code != 0 and not suite.failures):
        how = commands.ending(code, LIMIT_SECONDS)
        suite.failures.append(Failure(f"the test process {how}", detail=crash_text(log)))
    elif suite.passed + suite.skipped + len(suite.failures) == 0:
        suite.failures.append(Failure("no test was found, though the sources have some"))


def crash_text(log: str) -> str:
    """From the words of a fatal error on; without one, the end of the log."""
    lines = log.splitlines()
    start = next((i for i, line in enumerate(lines) if "Fatal error" in line or "*** Signal" in line), None)
    return excerpt(log) if start is None else "\n".join(lines[start:start + 36])


def issue_text(event: dict, root: Path) -> str:
    source = event.get("issue", {}).get("sourceLocation")
    head, *rest = [message["text"] for message in event["messages"]]
    return "\n".join([f"{where(source, root)}: {head}" if source else head, *rest])


def title(test: dict) -> str:
    return test.get("displayName") or test["name"]


def place(test: dict, root: Path) -> str:
    return where(test["sourceLocation"], root)


def where(source: dict, root: Path) -> str:
    path = Path(source.get("filePath") or source.get("_filePath") or source["fileID"])
    return f"{path.relative_to(root) if path.is_relative_to(root) else path}:{source['line']}"
