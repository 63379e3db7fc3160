# SPDX-License-Identifier: Apache-2.0
"""What an entry permits, request by request: the meaning that the subset rule must never betray.

A request is a choice in each of eleven dimensions, and an entry permits it when each choice keeps the entry's bound of
that dimension. So a request that a child permits and its parent does not can be looked for among few values of each
dimension: those that some bound names, those just beside them, and one that no bound names.
"""

from fractions import Fraction

import uris
from authority import Children, Delegation, Entry
from subset_rule import extends

TICK = Fraction(1, 10**18)
SOMEBODY = ("nobody-knows", frozenset())


def keeps_resource(entry: Entry, resource: uris.URI) -> bool:
    if entry.is_prefix:
        return uris.is_at_or_beneath(resource, entry.resource)
    return resource.text == entry.resource.text


def keeps_action(entry: Entry, action: str) -> bool:
    return any(extends(action, a.name) if a.is_family else action == a.name for a in entry.actions)


def keeps_amount(entry: Entry, amount) -> bool:
    bound = entry.constraints.get("max_amount")
    return bound is None or (amount is not None and amount[1] == bound[1] and amount[0] <= bound[0])


def keeps_issue(entry: Entry, issued) -> bool:
    after, before = (entry.constraints.get(f"resource_issued_{side}") for side in ("after", "before"))
    if after is None and before is None:
        return True
    return issued is not None and (after is None or issued >= after) and (before is None or issued <= before)


def keeps_window(entry: Entry, now: Fraction) -> bool:
    start, end = entry.constraints.get("time_window", (None, None))
    return (start is None or now >= start) and (end is None or now <= end)


def keeps_tenant(entry: Entry, tenant) -> bool:
    return "tenant" not in entry.constraints or tenant == entry.constraints["tenant"]


def keeps_domain(entry: Entry, domain) -> bool:
    bound = entry.constraints.get("recipient_domain")
    return bound is None or (domain is not None and domain[:len(bound)] == bound)


def keeps_labels(entry: Entry, labels: frozenset) -> bool:
    bound = entry.constraints.get("data_classification")
    return bound is None or (labels != frozenset() and labels <= bound)


def keeps_tool(entry: Entry, tool) -> bool:
    bound = entry.constraints.get("allowed_tools")
    return bound is None or tool in bound


def keeps_approval(entry: Entry, is_approved: bool) -> bool:
    return is_approved or not entry.constraints.get("requires_action_approval", False)


def is_named(actor, matchers: frozenset) -> bool:
    name, profiles = actor
    return ("sub", name) in matchers or any(("sub_profile", p) in matchers for p in profiles)


def keeps_use(entry: Entry, use) -> bool:
    """Whether the agent itself, a delegate so many steps away, or a child mission may use the entry."""
    kind, *facts = use
    policy = entry.delegation
    if kind == "agent":
        return True
    if policy is None or not policy.is_known:
        return False
    if kind == "delegate":
        depth, actor = facts
        # Without a list nobody is named, and nobody acts.
        return depth <= policy.depth and is_named(actor, policy.delegates or frozenset())
    generation, siblings, actor, is_approved = facts
    controls = policy.children
    return (
        controls is not None and controls.is_known and generation <= controls.depth
        and (controls.most is None or siblings < controls.most)
        and (controls.actors is None or is_named(actor, controls.actors))
        and (is_approved or not controls.needs_approval))


DIMENSIONS = {
    "resource": keeps_resource, "action": keeps_action, "amount": keeps_amount, "issued": keeps_issue,
    "now": keeps_window, "tenant": keeps_tenant, "domain": keeps_domain, "labels": keeps_labels, "tool": keeps_tool,
    "approved": keeps_approval, "use": keeps_use,
}


def can_permit(entry: Entry) -> bool:
    """Whether the entry can be enforced at all; what cannot permits nothing."""
    return entry.is_supported and not entry.unknown


def bounds(entries: list[Entry], key: str) -> list:
    return [entry.constraints[key] for entry in entries if key in entry.constraints]


def beside(values) -> set:
    return {value + step for value in values for step in (-TICK, 0, TICK)}


def resources(entries: list[Entry]) -> set:
    """Each resource, what is beneath it and what only looks so, and spellings that normalise to it."""
    found = set()
    for entry in entries:
        uri = entry.resource
        normal = uri.origin + "/".join(uri.segments)
        texts = [uri.text] + [
            stem + more for stem in (uri.text, normal)
            for more in ("", "/", "/x", "x", "//x", "/..", "/%2e%2e/x", "%2Fx", "?x", "/x?x")]
        found |= {uris.parse(text) for text in texts}
    return found - {None}


def actors(entries: list[Entry]) -> list:
    lists = [d.delegates for d in delegations(entries)] + [c.actors for c in controls(entries)]
    named = sorted({matcher for matchers in lists if matchers for matcher in matchers})
    return [SOMEBODY] + [
        (name, frozenset()) if kind == "sub" else ("nobody-knows", frozenset([name])) for kind, name in named]


def delegations(entries: list[Entry]) -> list[Delegation]:
    return [entry.delegation for entry in entries if entry.delegation]


def controls(entries: list[Entry]) -> list[Children]:
    return [policy.children for policy in delegations(entries) if policy.children]


def uses(entries: list[Entry]) -> list:
    who = actors(entries)
    depths = {max(1, policy.depth) for policy in delegations(entries)}
    generations = {policy.depth for policy in controls(entries)}
    siblings = {most for policy in controls(entries) for most in ((policy.most or 1) - 1, policy.most or 10**6)}
    return (
        [("agent",)] + [("delegate", depth, actor) for depth in depths for actor in who]
        + [("child", g, n, actor, ok) for g in generations for n in siblings for actor in who for ok in (False, True)])


def candidates(entries: list[Entry]) -> dict[str, list]:
    """For each dimension, a value of every kind that the bounds of these entries tell apart."""
    amounts, windows = bounds(entries, "max_amount"), bounds(entries, "time_window")
    instants = bounds(entries, "resource_issued_after") + bounds(entries, "resource_issued_before")
    domains = bounds(entries, "recipient_domain")
    named = {"nobody-named-this"}.union(*bounds(entries, "data_classification"))
    actions = {action.name for entry in entries for action in entry.actions}
    return {
        "resource": list(resources(entries)),
        "action": [name + more for name in actions for more in ("", ".x", ".x.y", "x", ".")] + ["none"],
        "amount": [None, (Fraction(0), "ZZZ")] + [
            (value, currency) for currency in {bound[1] for bound in amounts}
            for value in beside(bound[0] for bound in amounts) if value >= 0],
        "issued": [None, *(beside(instants) or {Fraction(0)})],
        "now": [Fraction(-10**12), Fraction(10**12), *beside(b for window in windows for b in window if b is not None)],
        "tenant": [None, "nobody-named-this", *bounds(entries, "tenant")],
        "domain": [None, ("invalid",)] + [d + more for d in domains for more in ((), ("x",))],
        "labels": [frozenset([label]) for label in named] + bounds(entries, "data_classification"),
        "tool": [None, "nobody-named-this", *set().union(*bounds(entries, "allowed_tools"))],
        "approved": [False, True],
        "use": uses(entries),
    }


def refused_by_all(options: dict[str, list], parent: list[Entry]) -> dict[str, list] | None:
    """What is left of the options when each entry of the parent must refuse, or None when nothing is."""
    if not parent:
        return options
    first, *others = parent
    if not can_permit(first):
        return refused_by_all(options, others)
    for dimension, keeps in DIMENSIONS.items():
        refused = [value for value in options[dimension] if not keeps(first, value)]
        if refused:
            left = refused_by_all({**options, dimension: refused}, others)
            if left is not None:
                return left
    return None


def witness(child: list[Entry], parent: list[Entry]) -> dict | None:
    """A request that the child permits and the parent does not, or None."""
    values = candidates(child + parent)
    for entry in filter(can_permit, child):
        options = {
            dimension: [value for value in values[dimension] if keeps(entry, value)]
            for dimension, keeps in DIMENSIONS.items()}
        if not all(options.values()):
            continue
        left = refused_by_all(options, parent)
        if left is not None:
            return {dimension: choices[0] for dimension, choices in left.items()}
    return None


def permits(entries: list[Entry], request: dict) -> bool:
    return any(
        can_permit(entry) and all(keeps(entry, request[dimension]) for dimension, keeps in DIMENSIONS.items())
        for entry in entries)
