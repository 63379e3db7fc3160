# SPDX-License-Identifier: Apache-2.0
"""The subset rule, written from the text of draft-mcguinness-oauth-mission: *Subset Rule*, *Common Constraints* and
*Delegation Constraints*; for `children`, from the *Fan-Out Controls* of the child delegation draft."""

import uris
from authority import Action, Children, Delegation, Entry


def extends(name: str, family: str) -> bool:
    """Whether an action's name goes on after the family's at a segment boundary, with at least one character."""
    return name.startswith(family + ".") and len(name) > len(family) + 1


def is_action_within(action: Action, reference: Action) -> bool:
    return action == reference or (reference.is_family and extends(action.name, reference.name))


def is_resource_within(entry: Entry, reference: Entry) -> bool:
    if reference.is_prefix:
        return uris.is_at_or_beneath(entry.resource, reference.resource)
    return not entry.is_prefix and entry.resource.text == reference.resource.text


def is_window_within(window, reference) -> bool:
    (start, end), (least, most) = window, reference
    return (least is None or (start is not None and start >= least)) and (
        most is None or (end is not None and end <= most))


NO_BROADER = {
    "max_amount": lambda mine, bound: mine[1] == bound[1] and mine[0] <= bound[0],
    "resource_issued_after": lambda mine, bound: mine >= bound,
    "resource_issued_before": lambda mine, bound: mine <= bound,
    "tenant": lambda mine, bound: mine == bound,
    "recipient_domain": lambda mine, bound: mine[:len(bound)] == bound,
    "time_window": is_window_within,
    "data_classification": lambda mine, bound: mine <= bound,
    "allowed_tools": lambda mine, bound: mine <= bound,
    "requires_action_approval": lambda mine, bound: mine or mine == bound,
}


def are_delegates_no_wider(matchers: frozenset | None, reference: frozenset | None) -> bool:
    """Without a list the authority's policy decides: that is no grant to anybody, and no list is sure to hold it."""
    return reference is None if matchers is None else matchers <= (reference or frozenset())


def are_child_actors_no_wider(matchers: frozenset | None, reference: frozenset | None) -> bool:
    """Without a list anyone may receive a child."""
    return reference is None or (matchers is not None and matchers <= reference)


def children_failure(mine: Children | None, bound: Children | None) -> str | None:
    if mine is None:
        return None
    if bound is None:
        return "children introduced"
    if not mine.is_known or not bound.is_known:
        return "unknown control of children"
    if mine.depth > bound.depth:
        return "more generations"
    if bound.most is not None and (mine.most is None or mine.most > bound.most):
        return "more children"
    if not are_child_actors_no_wider(mine.actors, bound.actors):
        return "wider child actors"
    return "approval of children dropped" if bound.needs_approval and not mine.needs_approval else None


def delegation_failure(mine: Delegation | None, bound: Delegation | None) -> str | None:
    if mine is None:
        return None
    if bound is None:
        return "delegation introduced"
    if not mine.is_known or not bound.is_known:
        return "unknown member of delegation"
    if mine.depth > bound.depth:
        return "deeper delegation"
    if not are_delegates_no_wider(mine.delegates, bound.delegates):
        return "wider delegates"
    return children_failure(mine.children, bound.children)


def failure(entry: Entry, reference: Entry) -> str | None:
    """The first rule that keeps `entry` from being a subset of `reference`, or None."""
    if not entry.is_supported or not reference.is_supported:
        return "unknown type, match or member"
    if not is_resource_within(entry, reference):
        return "resource outside"
    if not all(any(is_action_within(action, allowed) for allowed in reference.actions) for action in entry.actions):
        return "action outside"
    if reference.unknown:
        return "unknown constraint"
    for key, bound in reference.constraints.items():
        if key not in entry.constraints:
            return f"{key} missing"
        if not NO_BROADER[key](entry.constraints[key], bound):
            return f"{key} broader"
    return delegation_failure(entry.delegation, reference.delegation)


def is_subset(child: list[Entry], parent: list[Entry]) -> bool:
    return all(any(failure(entry, reference) is None for reference in parent) for entry in child)


def closest_failure(child: list[Entry], parent: list[Entry]) -> str:
    """Why some entry of the child is inside none of the parent's: for counting kinds of refusals."""
    for entry in child:
        failures = [failure(entry, reference) for reference in parent]
        if None not in failures:
            return failures[0] if len(failures) == 1 else "inside no single entry"
    raise ValueError("it is a subset")
