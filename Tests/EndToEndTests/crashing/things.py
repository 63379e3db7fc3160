# SPDX-License-Identifier: Apache-2.0
"""What an authority has acknowledged, and how each thing is looked up again."""

import time
import urllib.parse

from crashing.wire import Breach, Line, Software

LIFECYCLE = "/mas/mission/lifecycle"


class Thing:
    """Something an authority has told of. `is_doubtful` while a change of it has been asked for and not answered."""

    promise = ""

    def __init__(self):
        self.is_doubtful = False

    def must(self, condition: bool, problem: str) -> None:
        if not condition:
            raise Breach(self.promise, problem)

    def look(self, line: Line) -> None:
        """Looks whether the thing is as it was acknowledged, and takes what it finds for the truth from now on."""
        raise NotImplementedError


class Submission(Thing):
    promise = "submission"

    def __init__(self, identifier: str, promise: str = "submission"):
        super().__init__()
        self.id, self.status, self.mission, self.promise = identifier, "pending", None, promise

    def look(self, line):
        found = line.ask("GET", f"/v1/submissions/{self.id}")
        told = f"{self.id} was {self.status}, and is {found['status']}"
        self.must(found["status"] == self.status or (self.is_doubtful and found["status"] == "approved"), told)
        mission = found.get("mission_id")
        self.must(self.mission in (None, mission), f"{self.id} led to {self.mission}, and now to {mission}")
        self.status, self.mission, self.is_doubtful = found["status"], mission, False


class Mission(Thing):
    promise = "mission"
    ENDED = {"revoked", "completed"}

    def __init__(self, identifier: str):
        super().__init__()
        self.id, self.state, self.version = identifier, "active", 1

    def look(self, line):
        found = line.ask("GET", f"/v1/missions/{self.id}")
        state, version = found["state"], found["version"]
        told = f"{self.id} was {self.state} at {self.version}, and is {state} at {version}"
        self.must((state, version) == (self.state, self.version) or self.is_doubtful, told)
        self.must(version >= self.version and (self.state not in self.ENDED or state == self.state), told)
        self.take(found)

    def take(self, report: dict) -> None:
        self.state, self.version, self.is_doubtful = report["state"], report["version"], False


class Permit(Thing):
    promise = "permit"
    FRESH_SECONDS = 45
    ORDER = ["permitted", "intended", "applied"]

    def __init__(self, identifier: str, body: dict, state: str):
        super().__init__()
        self.id, self.body, self.state, self.granted = identifier, body, state, time.monotonic()

    def look(self, line):
        # What is over is looked for in the whole ledger, which takes long; the audit at the end finds it there.
        has_run_out = self.state == "permitted" and time.monotonic() - self.granted > self.FRESH_SECONDS
        if self.is_doubtful or not (has_run_out or self.state == "applied"):
            self.look_at_permit(line)
        if self.state != "permitted":  # one that is not used runs out, and then its key is free
            self.look_at_key(line)

    def look_at_permit(self, line: Line) -> None:
        found = line.ask("GET", f"/v1/permits/{self.id}")
        told = f"{self.id} was {self.state}, and is {found['effect']}"
        later = self.ORDER.index(found["effect"]) - self.ORDER.index(self.state)
        self.must(later == 0 or (self.is_doubtful and later == 1), told)
        same = {"idempotency_key", "mission", "action"}
        self.must(all(found[name] == self.body[name] for name in same), f"{self.id} is for something else now: {found}")
        self.state, self.is_doubtful = found["effect"], False

    def look_at_key(self, line: Line) -> None:
        again = line.ask("POST", "/v1/permits", self.body)
        claim = again.get("claim", {})
        if (claim.get("permit"), claim.get("state")) != (self.id, self.state) or again["evaluation"]["decision"]:
            raise Breach("key", f"the key of {self.id}, which is {self.state}, is claimed by {again}")


class Session(Thing):
    promise = "session"

    def __init__(self, identifier: str):
        super().__init__()
        self.id, self.checkpoints = identifier, 0

    def look(self, line):
        found = line.ask("GET", f"/v1/sessions/{self.id}")
        number = found.get("checkpoint", {}).get("number", 0)
        self.must(
            number == self.checkpoints or (self.is_doubtful and number == self.checkpoints + 1),
            f"{self.id} was at its checkpoint {self.checkpoints}, and is at {number}")
        self.must(found["epoch"] == 1, f"{self.id} has the epoch {found['epoch']}")
        self.checkpoints, self.is_doubtful = number, False


class Nonce(Thing):
    promise = "nonce"

    def __init__(self, network: Line, software: Software, form: dict):
        super().__init__()
        self.network, self.software, self.form, self.answer = network, software, form, None

    def send(self) -> bytes:
        proof = {
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion": self.software.assertion(LIFECYCLE)}
        body = urllib.parse.urlencode({**self.form, **proof}).encode()
        status, text = self.network.raw("POST", LIFECYCLE, body, "application/x-www-form-urlencoded")
        self.must(status == 200, f"{self.form} was refused: {status} {text.decode()}")
        return text

    def look(self, line):
        text = self.send()
        self.must(self.answer in (None, text), f"{self.form} was answered by {self.answer}, and then by {text}")
        self.answer, self.is_doubtful = text, False


class News(Thing):
    promise = "news"

    def __init__(self, body: dict):
        super().__init__()
        self.body = body

    def look(self, line):
        found = line.ask("POST", "/v1/signals", self.body)
        self.must(self.is_doubtful or not found["news"], f"{self.body['event_id']} is news again")
        self.is_doubtful = False
