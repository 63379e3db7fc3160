# SPDX-License-Identifier: Apache-2.0
"""Asks z3 for a request that a child permits and its parent does not: over all requests, not over chosen values.

A resource that is asked for is known by its normal form, and by whether it is spelled as an exact entry spells its own.
"""

import z3

import uris
from authority import Entry
from subset_requests import can_permit

TIMEOUT_MILLISECONDS = 20_000


def constant(text: str) -> z3.SeqRef:
    """A string of code points. Those outside ASCII are written so that z3 does not take them apart."""
    return z3.StringVal("".join(c if " " <= c <= "~" and c != "\\" else f"\\u{{{ord(c):x}}}" for c in text))


def number(fraction) -> z3.RatNumRef:
    return z3.Q(fraction.numerator, fraction.denominator)


class Request:
    """A request of which nothing is known, as far as these entries can tell requests apart."""

    def __init__(self, entries: list[Entry]):
        for name in ("origin", "path", "tail", "action", "currency", "tenant", "domain", "tool", "actor"):
            setattr(self, name, z3.String(name))
        for name in ("amount", "issued", "now"):
            setattr(self, name, z3.Real(name))
        for name in ("spelling", "use", "depth", "generation", "siblings"):
            setattr(self, name, z3.Int(name))
        for name in ("has_amount", "has_issued", "has_tenant", "has_domain", "has_tool", "approved", "child_approved"):
            setattr(self, name, z3.Bool(name))
        self.spellings = sorted({entry.resource.text for entry in entries})
        labels = {label for entry in entries for label in entry.constraints.get("data_classification", ())}
        self.labels = {label: z3.Bool(f"label {place}") for place, label in enumerate(sorted(labels))}
        self.other_label = z3.Bool("another label")
        self.profiles: dict[str, z3.BoolRef] = {}

    def facts(self) -> list:
        """What holds of every request."""
        spelled = [
            z3.Implies(self.spelling == place, self.is_resource(uris.parse(text)))
            for place, text in enumerate(self.spellings)]
        return spelled + [self.amount >= 0, self.depth >= 1, self.generation >= 1, self.siblings >= 0]

    def is_resource(self, uri: uris.URI):
        path = "/".join(uri.segments)
        return z3.And(
            self.origin == constant(uri.origin), self.path == constant(path), self.tail == constant(uri.tail))

    def is_beneath(self, uri: uris.URI):
        path = "/".join(uri.segments)
        stem = constant(path if path.endswith("/") else path + "/")
        further = z3.And(z3.PrefixOf(stem, self.path), self.path != constant(path))
        return z3.Or(self.is_resource(uri), z3.And(self.origin == constant(uri.origin), further, not uri.tail))

    def has_profile(self, name: str):
        return self.profiles.setdefault(name, z3.Bool(f"profile {name}"))

    def is_named(self, matchers):
        return z3.Or([
            self.actor == constant(name) if kind == "sub" else self.has_profile(name) for kind, name in matchers])

    def is_action(self, action):
        if not action.is_family:
            return self.action == constant(action.name)
        stem = action.name + "."
        return z3.And(z3.PrefixOf(constant(stem), self.action), z3.Length(self.action) > len(stem))


def keeps_domain(request: Request, bound: tuple[str, ...]):
    name = ".".join(reversed(bound))
    return z3.And(
        request.has_domain,
        z3.Or(request.domain == constant(name), z3.SuffixOf(constant("." + name), request.domain)))


def keeps_window(request: Request, bound):
    start, end = bound
    return z3.And(
        request.now >= number(start) if start is not None else True,
        request.now <= number(end) if end is not None else True)


def keeps_labels(request: Request, bound: frozenset):
    return z3.And(
        z3.Or([request.labels[label] for label in bound]), z3.Not(request.other_label),
        *[z3.Not(is_asked) for label, is_asked in request.labels.items() if label not in bound])


KEEPS = {
    "max_amount": lambda r, bound: z3.And(
        r.has_amount, r.currency == constant(bound[1]), r.amount <= number(bound[0])),
    "resource_issued_after": lambda r, bound: z3.And(r.has_issued, r.issued >= number(bound)),
    "resource_issued_before": lambda r, bound: z3.And(r.has_issued, r.issued <= number(bound)),
    "tenant": lambda r, bound: z3.And(r.has_tenant, r.tenant == constant(bound)),
    "recipient_domain": keeps_domain,
    "time_window": keeps_window,
    "data_classification": keeps_labels,
    "allowed_tools": lambda r, bound: z3.And(r.has_tool, z3.Or([r.tool == constant(tool) for tool in bound])),
    "requires_action_approval": lambda r, bound: z3.Or(r.approved, not bound),
}
AGENT, DELEGATE, CHILD = range(3)


def keeps_use(request: Request, entry: Entry):
    policy = entry.delegation
    if policy is None or not policy.is_known:
        return request.use == AGENT
    delegate = z3.And(request.use == DELEGATE, request.depth <= policy.depth, request.is_named(policy.delegates or ()))
    controls = policy.children
    if controls is None or not controls.is_known:
        return z3.Or(request.use == AGENT, delegate)
    child = z3.And(
        request.use == CHILD, request.generation <= controls.depth,
        request.is_named(controls.actors) if controls.actors is not None else True,
        request.siblings < controls.most if controls.most is not None else True,
        z3.Or(request.child_approved, not controls.needs_approval))
    return z3.Or(request.use == AGENT, delegate, child)


def permits(request: Request, entry: Entry):
    if not can_permit(entry):
        return z3.BoolVal(False)
    is_exact = request.spelling == request.spellings.index(entry.resource.text)
    return z3.And(
        request.is_beneath(entry.resource) if entry.is_prefix else is_exact,
        z3.Or([request.is_action(action) for action in entry.actions]),
        *[KEEPS[key](request, bound) for key, bound in entry.constraints.items()],
        keeps_use(request, entry))


def has_witness(child: list[Entry], parent: list[Entry]) -> bool | None:
    """Whether some request is permitted by the child and not by the parent; None when z3 cannot tell in time."""
    request = Request(child + parent)
    solver = z3.Solver()
    solver.set("timeout", TIMEOUT_MILLISECONDS)
    solver.add(z3.Or([permits(request, entry) for entry in child]))
    solver.add(z3.Not(z3.Or([permits(request, entry) for entry in parent])))
    solver.add(*request.facts())
    answer = solver.check()
    return None if answer == z3.unknown else answer == z3.sat
