# SPDX-License-Identifier: Apache-2.0
"""Runs the `*_test.py` of a folder with unittest, and writes what comes of each test as a line of JSON.

    python unittest_events.py FOLDER EVENTS
"""

import json
import sys
import unittest


class EventResult(unittest.TestResult):
    """Writes a test's beginning and its outcome. A test with subtests is one test."""

    def __init__(self, events):
        super().__init__()
        self.events = events
        self.outcomes: dict[str, tuple[str, str]] = {}

    def tell(self, test, outcome: str, detail: str = "") -> None:
        self.events.write(json.dumps({"test": test.id(), "outcome": outcome, "detail": detail}) + "\n")
        self.events.flush()

    def startTest(self, test):
        super().startTest(test)
        print(test.id(), flush=True)
        self.tell(test, "begun")

    def stopTest(self, test):
        super().stopTest(test)
        self.tell(test, *self.outcomes.pop(test.id(), ("passed", "")))

    def fail(self, test, error) -> None:
        known = self.outcomes.get(test.id(), ("", ""))[1]
        self.outcomes[test.id()] = ("failed", known + self._exc_info_to_string(error, test))

    def addFailure(self, test, error):
        self.fail(test, error)

    def addError(self, test, error):
        self.fail(test, error)
        if not isinstance(test, unittest.TestCase):  # a class or a module that could not be set up
            self.tell(test, *self.outcomes.pop(test.id()))

    def addSubTest(self, test, subtest, error):
        if error is not None:
            self.fail(test, error)

    def addSkip(self, test, reason):
        self.outcomes.setdefault(test.id(), ("skipped", reason))
        if not isinstance(test, unittest.TestCase):
            self.tell(test, *self.outcomes.pop(test.id()))

    def addUnexpectedSuccess(self, test):
        self.outcomes[test.id()] = ("failed", "passed, though it is marked as an expected failure")


def main(folder: str, events_path: str) -> None:
    tests = unittest.defaultTestLoader.discover(folder, pattern="*_test.py", top_level_dir=folder)
    with open(events_path, "w") as events:
        tests.run(EventResult(events))
        events.write(json.dumps({"end": True}) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
