# SPDX-License-Identifier: Apache-2.0
"""`docs/wire/ledger.md` tells of every entry that is written, and its example is right."""

import re
import unittest
from pathlib import Path

import answers
import receipt_verifier

DOCUMENT = Path(answers.ROOT, "docs", "wire", "ledger.md").read_text()
ENTRIES = Path(answers.ROOT, "Sources", "Ledger", "Entries")


class LedgerDocumentTest(unittest.TestCase):
    def assert_told(self, names: list[str]):
        self.assertGreater(len(names), 20)
        self.assertEqual([name for name in names if f"`{name}`" not in DOCUMENT], [])

    def test_every_type_of_entry_is_told_of(self):
        self.assert_told(re.findall(r'case \w+ = "(\w+\.\w+)"', (ENTRIES / "EventType.swift").read_text()))

    def test_every_member_that_is_written_is_told_of(self):
        writers = "".join(file.read_text() for file in ENTRIES.glob("*Codec.swift"))
        self.assert_told(sorted(set(re.findall(r'\bmember\(\s*"(\w+)", ', writers))))

    def test_the_example_verifies_by_its_key(self):
        example = re.search(r"## An example\n(.*)", DOCUMENT, re.DOTALL)[1]
        blocks = re.findall(r"(?:^    .*\n|^\n(?=    ))+", example, re.MULTILINE)
        key_text, proof = ["\n".join(line[4:] for line in block.split("\n")).strip("\n") for block in blocks]
        key = receipt_verifier.Key.parse(key_text)
        head, note = proof.split("\n\n", 1)
        checkpoint = receipt_verifier.Checkpoint.open(note + "\n", key)
        first, index, *hashes = head.split("\n")
        self.assertEqual((first, checkpoint.origin, checkpoint.size), ("c2sp.org/tlog-proof@v1", key.name, 5))
        root = receipt_verifier.root_hash(
            receipt_verifier.leaf_hash(b'{"n":1}'), int(index.removeprefix("index ")), checkpoint.size,
            [receipt_verifier.hash_bytes(text, "a hash") for text in hashes])
        self.assertEqual(root, checkpoint.root)


if __name__ == "__main__":
    unittest.main()
