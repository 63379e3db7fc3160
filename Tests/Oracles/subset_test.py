# SPDX-License-Identifier: Apache-2.0
"""The subset rule, decided a hundred thousand times by Writ, by its specification, by its meaning, and by z3."""

import json
import tempfile
import unittest
from collections import Counter
from pathlib import Path

import answers
import authority
import subset_proof
import subset_requests
import subset_rule
from authority_pairs import Pairs

SEED = 2026
PAIRS = 100_000
PROOFS_EACH = 200
COMMANDS_EACH = 40
NEWS_EVERY = 10_000

# Where the rule refuses though no request could tell: it compares what is written, never what it amounts to. Each entry
# must be inside one entry alone; what is unknown is inside nothing; a bound that lies idle (`false`, depth 0, a list of
# nobody) counts as one; and the family `a..*` is not inside `a.*`, since its name `a.` has no segment after `a`.
CONSERVATIVE = {
    "action outside",
    "inside no single entry", "unknown constraint", "unknown type, match or member", "unknown member of delegation",
    "unknown control of children", "requires_action_approval missing", "delegation introduced", "deeper delegation",
    "wider delegates", "children introduced", "more generations", "more children", "wider child actors",
    "approval of children dropped",
}


def read(pair: dict):
    """The entries of both sides, or None when one of them is malformed."""
    try:
        return authority.entries(pair["child"]), authority.entries(pair["parent"])
    except authority.Malformed:
        return None


def refusal(child: list, parent: list) -> str:
    """Why the rule refuses a child that no request betrays."""
    alive = [entry for entry in child if subset_requests.witness([entry], []) is not None]
    if not alive or subset_rule.is_subset(alive, parent):
        return "permits nothing"
    return subset_rule.closest_failure(alive, parent)


class SubsetTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        source = Pairs(SEED)
        cls.pairs = [source.pair() for _ in range(PAIRS)]
        cls.verdicts = answers.ask("subset", map(json.dumps, cls.pairs))
        cls.read = [read(pair) for pair in cls.pairs]

    def test_every_pair_is_answered(self):
        self.assertEqual(len(self.verdicts), PAIRS)

    def test_both_verdicts_are_common_and_each_kind_of_failure_is_met(self):
        counts = Counter(self.verdicts)
        print(f"{counts['inside']} inside, {counts['outside']} outside, {counts['malformed']} malformed")
        self.assertGreater(counts["inside"], PAIRS * 0.2)
        self.assertGreater(counts["outside"], PAIRS * 0.2)
        self.assertGreater(counts["malformed"], PAIRS * 0.01)
        outside = [sides for sides, verdict in zip(self.read, self.verdicts) if verdict == "outside"]
        kinds = Counter(subset_rule.closest_failure(*sides) for sides in outside)
        print("refused for: " + ", ".join(f"{kind} {count}" for kind, count in kinds.most_common()))
        bounds = {f"{key} {how}" for key in authority.CONSTRAINTS for how in ("missing", "broader")}
        self.assertLessEqual(bounds | CONSERVATIVE, set(kinds))

    def test_every_verdict_is_that_of_the_specification(self):
        for pair, sides, verdict in zip(self.pairs, self.read, self.verdicts):
            own = "malformed" if sides is None else "inside" if subset_rule.is_subset(*sides) else "outside"
            if own != verdict:
                self.fail(f"the program says {verdict}, the specification {own}: {json.dumps(pair)}")

    def test_the_command_answers_alike(self):
        codes = {"inside": 0, "outside": 1, "malformed": 2}
        chosen = [place for own in codes for place in
                  [p for p, verdict in enumerate(self.verdicts) if verdict == own][:COMMANDS_EACH]]
        with tempfile.TemporaryDirectory() as folder:
            files = [Path(folder, side + ".json") for side in ("child", "parent")]
            for place in chosen:
                for file in files:
                    file.write_text(json.dumps(self.pairs[place][file.stem]))
                ended = answers.writ("subset", *files)
                self.assertEqual(ended.returncode, codes[self.verdicts[place]], self.pairs[place])
                self.assertEqual(bool(ended.stdout), ended.returncode != 2)

    def test_no_child_permits_what_its_parent_does_not(self):
        refusals = Counter()
        for place, (sides, verdict) in enumerate(zip(self.read, self.verdicts)):
            if place % NEWS_EVERY == 0:
                print(f"{place} pairs searched for requests")
            if verdict == "malformed":
                continue
            request = subset_requests.witness(*sides)
            if request is None:
                refusals.update([refusal(*sides)] if verdict == "outside" else [])
                continue
            self.assertEqual([subset_requests.permits(side, request) for side in sides], [True, False])
            if verdict == "inside":
                self.fail(f"only the child permits {request}: {json.dumps(self.pairs[place])}")
        print("refused without need: " + ", ".join(f"{kind} {count}" for kind, count in refusals.most_common()))
        self.assertLessEqual(set(refusals) - {"permits nothing"}, CONSERVATIVE)

    def test_z3_proves_a_sample(self):
        conservative = 0
        for verdict in ("inside", "outside"):
            sample = [place for place, own in enumerate(self.verdicts) if own == verdict][:PROOFS_EACH]
            for place in sample:
                has_witness = subset_proof.has_witness(*self.read[place])
                pair = json.dumps(self.pairs[place])
                self.assertIsNotNone(has_witness, f"z3 does not know about {pair}")
                self.assertFalse(verdict == "inside" and has_witness, f"only the child permits some request: {pair}")
                # What is searched among few requests is what is proved over all of them.
                self.assertEqual(has_witness, subset_requests.witness(*self.read[place]) is not None, pair)
                conservative += verdict == "outside" and not has_witness
            print(f"z3 decided {len(sample)} pairs that are {verdict}")
        print(f"{conservative} of them are refused without need")


if __name__ == "__main__":
    unittest.main()
