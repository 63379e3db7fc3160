# SPDX-License-Identifier: Apache-2.0
"""Those who work with an authority: several clients at once, each on things of its own."""

import http.client
import json
import random
import subprocess
import threading
import time

from crashing.things import Mission, News, Nonce, Permit, Session, Submission, Thing
from crashing.wire import HOME, PASSPHRASE, WRIT, Breach, Idle, Line, Lost, OwnerSocket, base64url

RESOURCE = "https://erp.example.com/payments"


class Worker(threading.Thread):
    """One client. It works while the authority lives, and waits while it does not."""

    def __init__(self, name: str, world: "World", seed: int):
        super().__init__(name=name, daemon=True)
        self.world, self.random, self.line = world, random.Random(seed), Line(OwnerSocket)
        self.lines = [self.line]
        self.things: list[Thing] = []
        self.touched: list[Thing] = []
        self.count = self.acknowledged = self.in_flight = 0
        self.breach: Breach | None = None

    def run(self):
        while self.world.may_work(self):
            try:
                self.step()
                self.acknowledged += 1
            except Idle:
                self.world.rest(self)
            except Lost:
                self.in_flight += 1
                self.world.rest(self)
            except Breach as breach:
                self.breach = breach
                self.world.rest(self)
            except Exception as error:
                self.breach = Breach("load", f"{self.name}: {error!r}")
                self.world.rest(self)

    def step(self) -> None:
        raise NotImplementedError

    def name_of(self, kind: str) -> str:
        self.count += 1
        return f"{kind}-{self.name}-{self.count}"

    def add(self, thing):
        self.things.append(thing)
        return self.touch(thing)

    def touch(self, thing):
        if not self.touched or self.touched[-1] is not thing:
            self.touched.append(thing)
        return thing

    def change(self, thing):
        """To be called before a thing's change is asked for."""
        thing.is_doubtful = True
        return self.touch(thing)

    def latest(self, kind, keep=lambda thing: True, among: int = 12):
        """One of the latest things of a kind, or None."""
        fitting = [thing for thing in self.things[-400:] if type(thing) is kind and keep(thing)][-among:]
        return self.random.choice(fitting) if fitting else None

    def propose(self, promise: str = "submission") -> Submission:
        ends = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 86_400))
        entry = {"type": "mission_resource_access", "resource": RESOURCE, "actions": ["payments.*"]}
        intent = {"goal": self.name_of("mission"), "resources": [RESOURCE], "expires_at": ends,
                  "controls": {"writ:classes": {"payments.*": "irreversible_action"}}}
        owner = self.world.owner if promise == "approval" else self.world.approver.principal
        found = self.line.ask("POST", "/v1/submissions", {
            "client": "agent", "subject": owner, "submission": {"intent": intent, "authorization_details": [entry]}})
        return self.add(Submission(found["submission_id"], promise))

    def approve(self, submission: Submission) -> Mission:
        review = self.line.ask("GET", f"/v1/submissions/{submission.id}/review")
        self.change(submission)
        found = self.line.ask(
            "POST", f"/v1/submissions/{submission.id}/approve", self.world.approver.signed(review))
        submission.status, submission.mission, submission.is_doubtful = "approved", found["mission_id"], False
        return self.add(Mission(submission.mission))


class Agent(Worker):
    """Does a little of everything over the owner's socket."""

    def step(self):
        deeds = {
            self.propose: 4, self.approve_one: 3, self.work: 8, self.conclude: 6, self.open: 2, self.checkpoint: 4,
            self.steer: 2, self.tell: 2}
        self.random.choices(list(deeds), list(deeds.values()))[0]()
        time.sleep(self.random.uniform(0.005, 0.025))

    def approve_one(self):
        submission = self.latest(Submission, lambda s: s.status == "pending" and not s.is_doubtful, among=3)
        self.approve(submission) if submission else self.propose()

    def active(self) -> Mission | None:
        return self.latest(Mission, lambda mission: mission.state == "active" and not mission.is_doubtful)

    def work(self):
        mission = self.active()
        if not mission:
            return self.approve_one()
        key, begins = self.name_of("key"), self.random.random() < 0.5
        body = {"action": "payments.send", "client": "agent", "mission": mission.id, "idempotency_key": key,
                "parameters": {"to": key}, "resource": RESOURCE, "begin": begins}
        found = self.line.ask("POST", "/v1/permits", body)
        if not found["evaluation"]["decision"]:
            raise Breach("load", f"nothing is permitted: {found}")
        self.add(Permit(found["permit"], body, "intended" if begins else "permitted"))

    def conclude(self):
        permit = self.latest(Permit, lambda permit: permit.state == "intended" and not permit.is_doubtful)
        if not permit:
            return self.work()
        self.change(permit)
        report = {"outcome": "applied", "receipt": {"done": permit.id}}
        self.line.ask("POST", f"/v1/permits/{permit.id}/conclude", report)
        permit.state, permit.is_doubtful = "applied", False

    def open(self):
        mission = self.active()
        if mission:
            self.add(Session(self.line.ask("POST", "/v1/sessions", {"mission": mission.id})["session"]))

    def checkpoint(self):
        session = self.latest(Session, lambda session: not session.is_doubtful, among=3)
        if not session:
            return self.open()
        self.change(session)
        body = {"epoch": 1, "label": self.name_of("place"), "data": base64url(self.random.randbytes(40))}
        status, text = self.line.raw("POST", f"/v1/sessions/{session.id}/checkpoint", json.dumps(body).encode())
        if status == 200:  # the mission may have been stopped, and the session with it
            session.checkpoints = json.loads(text)["number"]
        session.is_doubtful = False

    def steer(self):
        mission = self.active()
        if mission:
            self.change(mission)
            verb = self.random.choice(["suspend", "revoke"])
            mission.take(self.line.ask("POST", f"/v1/missions/{mission.id}/{verb}", {}))

    def tell(self):
        event = self.name_of("event")
        news = self.change(self.add(News({"event_id": event, "fact": {"name": f"fact.{event}"}, "value": True})))
        self.line.ask("POST", "/v1/signals", news.body)
        news.is_doubtful = False


class Governor(Worker):
    """Suspends and resumes over the network, each time under a nonce."""

    def __init__(self, name, world, seed):
        super().__init__(name, world, seed)
        self.network = Line(lambda: http.client.HTTPConnection(world.address, timeout=20))
        self.lines.append(self.network)
        self.mission = ""
        self.operation = "suspend"

    def step(self):
        if not self.mission or self.random.random() < 0.02:
            submission = self.propose()
            self.approve(submission)
            self.mission, self.operation = submission.mission, "suspend"
            # The mission changes under nonces only, each of which says how it was answered.
            self.things, self.touched = (
                [thing for thing in things if type(thing) is not Mission] for things in (self.things, self.touched))
        nonce = Nonce(self.network, self.world.software, {
            "mission_id": self.mission, "operation": self.operation, "nonce": self.name_of("nonce")})
        self.operation = "resume" if self.operation == "suspend" else "suspend"
        nonce.answer = self.change(self.add(nonce)).send()
        nonce.is_doubtful = False
        time.sleep(self.random.uniform(0.005, 0.025))


class Person(Worker):
    """Approves at the terminal, by passphrase, which takes about a second."""

    def step(self):
        if not self.world.is_long:
            raise Idle
        submission = self.latest(Submission, lambda s: s.status == "pending", among=1) or self.propose("approval")
        self.change(submission)
        done = subprocess.run(
            [WRIT, "approve", submission.id, "--passphrase-file", PASSPHRASE, "--home", HOME, "--json"],
            stdin=subprocess.DEVNULL, capture_output=True)
        if done.returncode != 0:
            raise Lost(done.stdout.decode())
        submission.status, submission.mission = "approved", json.loads(done.stdout)["mission_id"]
        submission.is_doubtful = False
