# SPDX-License-Identifier: Apache-2.0
"""Random pairs of authorities, as JSON. A child is drawn near its parent: each part of it is the same, the same spelled
in another way, a little narrower, a little wider, or something else, so that most pairs lie on a boundary."""

import random
from decimal import Decimal, localcontext

RESOURCES = [
    "https://h.example", "https://h.example/", "https://h.example/v1", "https://h.example/v1/",
    "https://h.example/v1/x",
    "https://H.example:443/v1", "HTTPS://h.example/v1/../v2", "https://h.example/%76%31", "https://h.example/v1%2fx",
    "https://h.example/v1//x", "https://h.example/v1x", "https://h.example:8443/v1", "http://h.example:80/v1",
    "https://h.example:/v1", "https://me@h.example/v1", "https://[2001:DB8::1]:443/v1", "https://h.example/v1?q=1",
    "https://h.example/v1#top", "https://h.example/a/./b/%2E%2e/c", "urn:example:orders", "file:/srv/../srv/a",
    "git+ssh://git.example/shop.git", "https://h.example/%7Euser", "https://h.example/~user",
]
NOT_RESOURCES = ["h.example/v1", "", "https://h.example/ v1", "https://h.example/%zz", "https://[::1/v1", "1http://h/",
                 "https://h.example/\u00e9", "https://h.example:port/", "https://h.example/a#b#c", "https:"]
ACTIONS = ["a", "a.read", "a.q3", "a.q3.read", "ax", "ax.read", "A.read", "a.", "a..b", "a:b", "a-b", "b", "b.write",
           ".a", "a.*", "a.q3.*", "a.q3.x.*", "b.*", "A.*", "ax.*", "a.read.*"]
NOT_ACTIONS = ["", "*", ".*", "a.*.*", "a*", "a b", "a/b", "\u00e9", "a.*x"]
AMOUNTS = ["0", "0.0", "00", "5", "5.0", "5.00", "05", "0.1", "0.2", "0.3", "0.30000000000000004", "9007199254740992",
           "9007199254740993", "9007199254740992.5", "99999999999999999999.999999999999999999", "100000000000000000000",
           "340282366920938463463374607431768211456", "1" + "0" * 60, "500.00"]
NOT_AMOUNTS = ["1e300", "-1", "+1", "1.", ".5", "1,000", "NaN", "Infinity", "", " 1", "1 ", "0x10", "1_000", "\u0661",
               "1\n", "1.0000000000000000000", "1.5.0"]
MOMENTS = ["2026-11-02T00:00:00Z", "2026-11-02T00:00:00+00:00", "2026-11-02T01:00:00+01:00", "2026-11-01T23:59:59.999Z",
           "2026-11-02t00:00:00.000z", "2026-11-02T00:00:00.000000000000000001Z", "2026-11-01T18:30:00-05:30",
           "2026-12-31T23:59:60Z", "2027-01-01T00:00:00Z", "2028-02-29T12:00:00Z", "2026-11-02T00:00:00.1Z",
           "2026-11-02T00:00:00.100Z", "1969-12-31T23:59:59.5Z"]
NOT_MOMENTS = ["2026-11-02", "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z", "2026-11-02T24:00:00Z", "",
               "2026-11-02 00:00:00Z", "2026-11-02T00:00:00", "20261102T000000Z", "2026-11-02T00:00:61Z",
               "2026-11-02T12:00:60Z", "2026-11-02T00:00:00.Z", "2026-11-02T00:00:00+24:00", "2026-11-02T00:00Z"]
TENANTS = ["t", "T", "u", "", "\u00e9", "e\u0301", "t "]
DOMAINS = ["example.com", "EXAMPLE.com", "example.com.", "mail.example.com", "a.mail.example.com", "xexample.com",
           "example.net", "com", "_dmarc.example.com"]
NOT_DOMAINS = ["", ".", "-a.example", "a..example", "exa mple.com", ".example.com", "a" * 64 + ".example"]
LABELS = ["public", "internal", "secret", "Secret", "\u00e9", "e\u0301", ""]
MATCHERS = [{"sub": "s1"}, {"sub": "s2"}, {"sub": "ai_agent"}, {"sub_profile": "ai_agent"}, {"sub_profile": "bot"}]
KEYS = ["max_amount", "resource_issued_after", "resource_issued_before", "tenant", "recipient_domain", "time_window",
        "data_classification", "allowed_tools", "requires_action_approval"]
TICK = Decimal(1).scaleb(-18)


class Pairs:
    """A sequence of pairs that its seed determines."""

    def __init__(self, seed: int):
        self.random = random.Random(seed)

    def pair(self) -> dict:
        parent = [self.entry() for _ in range(self.few())]
        child = [self.near(self.pick(parent)) for _ in range(self.few())]
        if self.chance(0.02):
            self.pick(self.pick([parent, child])).update(self.spoiled())
        if self.chance(0.002):
            self.pick([parent, child]).clear()
        return {"child": child, "parent": parent}

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def pick(self, choices):
        return self.random.choice(choices)

    def some(self, choices: list, least: int = 0) -> list:
        return self.random.sample(choices, self.random.randint(least, min(3, len(choices))))

    def few(self) -> int:
        return self.pick([1, 1, 1, 1, 1, 1, 1, 2, 2, 3])

    # Whole entries.

    def entry(self) -> dict:
        entry = {"type": "mission_resource_access", "resource": self.pick(RESOURCES), "actions": self.some(ACTIONS, 1)}
        if self.chance(0.6):
            entry["resource_match"] = "prefix" if self.chance(0.85) else "exact"
        self.keep_prefix_plain(entry)
        constraints = {key: self.bound(key) for key in KEYS if self.chance(0.22)}
        if self.chance(0.02):
            constraints["region"] = "eu"
        if constraints or self.chance(0.1):
            entry["constraints"] = constraints
        if self.chance(0.3):
            entry["delegation"] = self.delegation()
        return entry

    def keep_prefix_plain(self, entry: dict) -> None:
        if entry.get("resource_match") == "prefix" and set("?#") & set(entry["resource"]):
            del entry["resource_match"]

    def near(self, parent: dict) -> dict:
        child = dict(parent)
        child["resource"] = self.near_resource(parent["resource"])
        if self.chance(0.12):
            child["resource_match"] = self.pick(["exact", "prefix"])
        self.keep_prefix_plain(child)
        child["actions"] = self.near_actions(parent["actions"])
        child["constraints"] = self.near_constraints(parent.get("constraints", {}))
        if "delegation" in parent:
            if self.chance(0.75):
                child["delegation"] = self.near_delegation(parent["delegation"])
            else:
                del child["delegation"]
        elif self.chance(0.02):
            child["delegation"] = self.delegation()
        if self.chance(0.03):
            child = {name: child[name] for name in self.random.sample(list(child), len(child))}
        return child

    def spoiled(self) -> dict:
        """A part of an entry that cannot be read, or that nobody knows."""
        return self.pick([
            lambda: {"resource": self.pick(NOT_RESOURCES)},
            lambda: {"actions": [self.pick(NOT_ACTIONS)]},
            lambda: {"constraints": {"max_amount": {"amount": self.pick(NOT_AMOUNTS), "currency": "EUR"}}},
            lambda: {"constraints": {"max_amount": {"amount": "5", "currency": self.pick(["eur", "EU", "EURO", ""])}}},
            lambda: {"constraints": {"max_amount": self.pick(["5", {"amount": 5, "currency": "X"}, {"amount": "5"}])}},
            lambda: {"constraints": {"resource_issued_after": self.pick(NOT_MOMENTS)}},
            lambda: {"constraints": {"time_window": self.pick([{}, {"not_before": ""}, {"until": MOMENTS[0]}, []])}},
            lambda: {"constraints": {"recipient_domain": self.pick(NOT_DOMAINS)}},
            lambda: {"constraints": {self.pick(["allowed_tools", "data_classification"]): self.pick(["x", [1], None])}},
            lambda: {"constraints": {"requires_action_approval": self.pick(["true", 1, None])}},
            lambda: {"constraints": self.pick([[], None, "tenant"])},
            lambda: {"delegation": self.pick([{}, {"max_depth": -1}, {"max_depth": 1.5}, {"max_depth": "1"}, []])},
            lambda: {"delegation": {"max_depth": 1, "allowed_delegates": self.pick([[{}], ["s1"], {"sub": "s1"}])}},
            lambda: {"delegation": {"max_depth": 1, "children": {self.pick(["max_children", "max_child_depth"]): 0}}},
            lambda: {"type": self.pick(["payment_initiation", "Mission_resource_access", "", 1])},
            lambda: {"resource_match": self.pick(["glob", "Prefix", "", True])},
            lambda: {self.pick(["locations", "actions "]): ["x"]},
            lambda: {"resource": "https://h.example/v1?q", "resource_match": "prefix"},
        ])()

    # Parts near others.

    def near_resource(self, text: str) -> str:
        if self.chance(0.55):
            return text
        changes = [
            lambda: text + "/x", lambda: text + "/", lambda: text + "/x/../y", lambda: text + "//x",
            lambda: text + "/%2e/x", lambda: text + "/" + self.pick(["%78", "x%2Fy", "x%2fy"]), lambda: text + "/x?q=1",
            lambda: text.replace("h.example", "H.EXAMPLE"), lambda: text.replace("h.example/", "h.example:443/"),
            lambda: text.replace("v1", "%761"), lambda: text.replace("v1", "w/../v1"), lambda: text + "x",
            lambda: text + "/../y", lambda: text + "/%2E%2E/y", lambda: text + "%2Fx", lambda: text + "?q=2",
            lambda: text.rstrip("/").rpartition("/")[0], lambda: text.upper(), lambda: self.pick(RESOURCES),
        ]
        changed = self.pick(changes[:11] * 3 + changes[11:])()
        return changed if changed.count("#") < 2 and ":" in changed and changed != "https:/" else text

    def near_actions(self, actions: list) -> list:
        if self.chance(0.4):
            return list(reversed(actions))
        if self.chance(0.1):
            return self.some(ACTIONS)
        return [self.near_action(action) for action in self.some(actions, 1)]

    def near_action(self, action: str) -> str:
        stem = action.removesuffix(".*")
        if self.chance(0.04):
            return self.pick([stem, stem + ".*", stem + "x", stem + ".", stem.rpartition(".")[0] or stem])
        if action.endswith(".*") and self.chance(0.7):
            return stem + self.pick([".x", ".q3.read", ".x.*", "..x", ".*", ".X:-_"])
        return action

    def near_constraints(self, constraints: dict) -> dict:
        near = {key: self.near_bound(key, bound) for key, bound in constraints.items() if not self.chance(0.05)}
        for key in KEYS:
            if key not in near and key not in constraints and self.chance(0.08):
                near[key] = self.bound(key)
        if self.chance(0.02):
            near["region"] = "eu"
        return near

    def bound(self, key: str):
        match key:
            case "max_amount": return {"amount": self.pick(AMOUNTS), "currency": self.pick(["EUR", "EUR", "USD"])}
            case "tenant": return self.pick(TENANTS)
            case "recipient_domain": return self.pick(DOMAINS)
            case "time_window": return self.window()
            case "data_classification" | "allowed_tools": return self.some(LABELS, 0 if self.chance(0.1) else 1)
            case "requires_action_approval": return self.chance(0.6)
            case _: return self.pick(MOMENTS)

    def window(self) -> dict:
        bounds = {name: self.pick(MOMENTS) for name in ("not_before", "not_after") if self.chance(0.65)}
        return bounds or {"not_after": self.pick(MOMENTS)}

    def near_bound(self, key: str, bound):
        if self.chance(0.06):
            return self.bound(key)
        match key:
            case "max_amount": return {**bound, "amount": self.near_amount(bound["amount"])}
            case "recipient_domain": return self.near_domain(bound)
            case "time_window": return self.near_window(bound)
            case "data_classification" | "allowed_tools":
                return self.some(bound) if self.chance(0.6) else list(reversed(bound)) + bound[:1]
            case "resource_issued_after": return self.later(bound) if self.chance(0.4) else bound
            case "requires_action_approval": return bound or self.chance(0.5)
            case _: return bound

    def near_amount(self, amount: str) -> str:
        with localcontext() as context:
            context.prec = 100
            value = Decimal(amount)
            value = self.pick([value] * 4 + [value - TICK, value - TICK, value / 2, value + TICK])
            value = max(Decimal(0), value.quantize(TICK))
            return f"{value:f}" if self.chance(0.6) else "0" + f"{value:f}".rstrip("0").rstrip(".")

    def near_domain(self, domain: str) -> str:
        return self.pick([domain, domain, domain.upper(), domain.removesuffix("."), "mail." + domain, "x.y." + domain,
                          "x" + domain, domain.partition(".")[2] or domain])

    def near_window(self, window: dict) -> dict:
        near = dict(window)
        if "not_before" in near and self.chance(0.4):
            near["not_before"] = self.later(near["not_before"])
        if self.chance(0.1):
            near[self.pick(["not_before", "not_after"])] = self.pick(MOMENTS)
        if len(near) == 2 and self.chance(0.05):
            del near[self.pick(["not_before", "not_after"])]
        return near

    def later(self, moment: str) -> str:
        """The same moment spelled with a fraction, or one a little later."""
        if "." in moment:
            return moment
        return moment[:19] + self.pick([".0", ".000000000000000000", ".000000000000000001", ".5"]) + moment[19:]

    # Delegation.

    def delegation(self) -> dict:
        policy = {"max_depth": self.random.randint(0, 3)}
        if self.chance(0.6):
            policy["allowed_delegates"] = self.some(MATCHERS)
        if self.chance(0.5):
            policy["children"] = self.children()
        if self.chance(0.03):
            policy["hours"] = "office"
        return policy

    def children(self) -> dict:
        controls = {}
        if self.chance(0.6):
            controls["max_children"] = self.random.randint(1, 4)
        if self.chance(0.6):
            controls["max_child_depth"] = self.random.randint(1, 3)
        if self.chance(0.5):
            controls["allowed_child_actors"] = self.some(MATCHERS)
        if self.chance(0.3):
            controls["child_creation_policy"] = self.pick(["approval", "approval", "drawdown", "urn:policy"])
        return controls

    def near_delegation(self, policy: dict) -> dict:
        near = dict(policy)
        if self.chance(0.3):
            near["max_depth"] = max(0, near["max_depth"] + self.pick([-1, -1, -1, 1]))
        self.renew_matchers(near, "allowed_delegates")
        if "children" in near and self.chance(0.2):
            del near["children"]
        if "children" in near or self.chance(0.03):
            near["children"] = self.near_children(near.get("children", {}))
        return near

    def near_children(self, controls: dict) -> dict:
        near = dict(controls)
        if self.chance(0.3):
            near["max_children"] = max(1, near.get("max_children", 3) + self.pick([-1, -1, -1, 1]))
        if self.chance(0.2):
            near["max_child_depth"] = self.pick([1, 1, 1, 2])
        self.renew_matchers(near, "allowed_child_actors")
        if self.chance(0.1):
            near["child_creation_policy"] = self.pick(["approval", "approval", "drawdown"])
        return near

    def renew_matchers(self, policy: dict, name: str) -> None:
        if name in policy and self.chance(0.5):
            policy[name] = self.some(policy[name])
        elif self.chance(0.06):
            policy[name] = self.some(MATCHERS)
        elif name in policy and self.chance(0.04):
            del policy[name]
