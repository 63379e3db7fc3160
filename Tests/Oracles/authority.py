# SPDX-License-Identifier: Apache-2.0
"""Authority entries, read from JSON by the grammar of draft-mcguinness-oauth-mission, *Mission Authority* and *Common
Constraints*, and of draft-mcguinness-oauth-mission-child-delegation, *Fan-Out Controls*."""

import re
from dataclasses import dataclass
from datetime import datetime, timezone
from fractions import Fraction

import uris


class Malformed(ValueError):
    """An authority that cannot be read."""


@dataclass(frozen=True)
class Action:
    name: str
    is_family: bool


@dataclass(frozen=True)
class Children:
    most: int | None
    depth: int
    actors: frozenset | None
    needs_approval: bool
    is_known: bool


@dataclass(frozen=True)
class Delegation:
    depth: int
    delegates: frozenset | None
    children: Children | None
    is_known: bool


@dataclass(frozen=True)
class Entry:
    is_supported: bool
    resource: uris.URI
    is_prefix: bool
    actions: tuple[Action, ...]
    constraints: dict
    unknown: frozenset
    delegation: Delegation | None


def need(condition: bool, problem: str) -> None:
    if not condition:
        raise Malformed(problem)


def text(value) -> str:
    need(isinstance(value, str), "not a string")
    return value


def whole(value, least: int, most: int) -> int:
    need(isinstance(value, int) and not isinstance(value, bool) and least <= value <= most, "not a fitting integer")
    return value


def array(value, read) -> list:
    need(isinstance(value, list), "not an array")
    return [read(element) for element in value]


def members(value, known: set[str] | None = None) -> dict:
    need(isinstance(value, dict), "not an object")
    need(known is None or set(value) <= known, "an unknown member")
    return value


def action(value) -> Action:
    match = re.fullmatch(r"([A-Za-z0-9_.:-]+)(\.\*)?", text(value))
    need(match is not None, "not an action")
    return Action(match[1], match[2] is not None)


def amount(value) -> tuple[Fraction, str]:
    money = members(value, {"amount", "currency"})
    need(set(money) == {"amount", "currency"}, "an incomplete amount")
    need(re.fullmatch(r"[0-9]+(\.[0-9]{1,18})?", text(money["amount"]), re.ASCII) is not None, "not a decimal")
    need(re.fullmatch(r"[A-Z]{3}", text(money["currency"])) is not None, "not a currency")
    return Fraction(money["amount"]), money["currency"]


DATE_TIME = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):(\d\d))", re.ASCII)


def moment(value) -> Fraction:
    """Seconds since 1970 (RFC 3339, section 5.6). A leap second counts as the one that follows it, fraction and all."""
    match = DATE_TIME.fullmatch(text(value))
    need(match is not None, "not a date-time")
    year, month, day, hour, minute, second = (int(part) for part in match.groups()[:6])
    is_leap = second == 60
    try:
        start = datetime(year, month, day, hour, minute, 0 if is_leap else second, tzinfo=timezone.utc)
    except ValueError:
        raise Malformed("no such date-time") from None
    seconds = Fraction(int(start.timestamp())) + (60 if is_leap else 0)
    if match[8]:
        need(int(match[9]) < 24 and int(match[10]) < 60, "no such offset")
        offset = int(match[9]) * 3600 + int(match[10]) * 60
        seconds -= offset if match[8] == "+" else -offset
    need(not is_leap or seconds % 86400 == 0, "no leap second is there")
    return seconds + (Fraction(int(match[7]), 10 ** len(match[7])) if match[7] else 0)


def window(value) -> tuple[Fraction | None, Fraction | None]:
    bounds = members(value, {"not_before", "not_after"})
    need(bounds != {}, "an empty window")
    return tuple(moment(bounds[name]) if name in bounds else None for name in ("not_before", "not_after"))


def domain(value) -> tuple[str, ...]:
    """The labels in lower case, from the top."""
    name = text(value).removesuffix(".")
    label = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
    need(re.fullmatch(rf"{label}(\.{label})*", name) is not None and len(name) <= 253, "not a DNS name")
    return tuple(reversed(name.lower().split(".")))


def boolean(value) -> bool:
    need(isinstance(value, bool), "not a boolean")
    return value


def labels(value) -> frozenset:
    return frozenset(array(value, text))


CONSTRAINTS = {
    "max_amount": amount, "resource_issued_after": moment, "resource_issued_before": moment, "tenant": text,
    "recipient_domain": domain, "time_window": window, "data_classification": labels, "allowed_tools": labels,
    "requires_action_approval": boolean,
}


def matcher(value) -> tuple[str, str]:
    named = list(members(value, {"sub", "sub_profile"}).items())
    need(len(named) == 1, "a matcher must name one thing")
    return named[0][0], text(named[0][1])


def matchers(value) -> frozenset:
    return frozenset(array(value, matcher))


def children(value) -> Children:
    controls = members(value)
    known = {"max_children", "max_child_depth", "allowed_child_actors", "child_creation_policy"}
    policy = text(controls.get("child_creation_policy", "drawdown"))
    return Children(
        most=whole(controls["max_children"], 1, 10**6) if "max_children" in controls else None,
        depth=whole(controls.get("max_child_depth", 1), 1, 64),
        actors=matchers(controls["allowed_child_actors"]) if "allowed_child_actors" in controls else None,
        needs_approval=policy == "approval", is_known=set(controls) <= known and policy in ("drawdown", "approval"))


def delegation(value) -> Delegation:
    policy = members(value)
    need("max_depth" in policy, "a delegation without depth")
    return Delegation(
        depth=whole(policy["max_depth"], 0, 64),
        delegates=matchers(policy["allowed_delegates"]) if "allowed_delegates" in policy else None,
        children=children(policy["children"]) if "children" in policy else None,
        is_known=set(policy) <= {"max_depth", "allowed_delegates", "children"})


def entry(value) -> Entry:
    parts = members(value)
    need({"type", "resource", "actions"} <= set(parts), "an incomplete entry")
    uri, match = uris.parse(text(parts["resource"])), text(parts.get("resource_match", "exact"))
    need(uri is not None, "not an absolute URI")
    need(match != "prefix" or not uri.tail, "a prefix with a query or fragment")
    constraints = members(parts.get("constraints", {}))
    known = {"type", "resource", "resource_match", "actions", "constraints", "delegation"}
    return Entry(
        is_supported=(
            text(parts["type"]) == "mission_resource_access" and match in ("exact", "prefix") and set(parts) <= known),
        resource=uri, is_prefix=match == "prefix", actions=tuple(array(parts["actions"], action)),
        constraints={key: CONSTRAINTS[key](bound) for key, bound in constraints.items() if key in CONSTRAINTS},
        unknown=frozenset(constraints) - CONSTRAINTS.keys(),
        delegation=delegation(parts["delegation"]) if "delegation" in parts else None)


def entries(value) -> list[Entry]:
    need(isinstance(value, list) and value != [], "no entries")
    return [entry(element) for element in value]
