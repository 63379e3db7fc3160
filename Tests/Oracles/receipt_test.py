# SPDX-License-Identifier: Apache-2.0
"""Receipts, made by Writ and verified by a program that knows nothing of it but `docs/wire/ledger.md`."""

import base64
import hashlib
import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import answers
import receipt_verifier
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

VERIFIER = Path(receipt_verifier.__file__)


def verifier(receipt: bytes, key: str) -> subprocess.CompletedProcess:
    """What comes of the program, with the receipt in a file."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(receipt)
        file.flush()
        return subprocess.run(
            [sys.executable, VERIFIER, file.name, "--key", key], capture_output=True, text=True)


class ReceiptTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.key, text = answers.ask("receipt")
        cls.receipt = text.encode()

    def assert_refused(self, receipt: bytes, key: str | None = None):
        with self.assertRaises(receipt_verifier.Refused):
            receipt_verifier.verify(receipt, key or self.key)

    def test_a_receipt_with_any_byte_changed_shows_nothing(self):
        for place in range(len(self.receipt)):
            for change in (0x01, 0x20, 0x80, 0xFF):
                changed = bytearray(self.receipt)
                changed[place] ^= change
                with self.subTest(place=place, change=change):
                    self.assert_refused(bytes(changed))

    def test_a_receipt_with_a_byte_lost_or_added_shows_nothing(self):
        for place in range(len(self.receipt)):
            with self.subTest(place=place):
                self.assert_refused(self.receipt[:place] + self.receipt[place + 1:])
                self.assert_refused(self.receipt[:place] + b" " + self.receipt[place:])
                self.assert_refused(self.receipt[:place])

    def test_a_key_with_any_character_changed_opens_nothing(self):
        for place, character in enumerate(self.key):
            for other in "A+/x0":
                if other != character:
                    self.assert_refused(self.receipt, self.key[:place] + other + self.key[place + 1:])

    def test_another_ledgers_key_opens_nothing(self):
        self.assert_refused(self.receipt, answers.ask("receipt")[0])

    def test_a_checkpoint_signed_by_another_key_of_the_same_name_shows_nothing(self):
        value = json.loads(self.receipt)
        text = value["checkpoint"].rpartition("\n\n")[0] + "\n"
        name, identifier, _ = self.key.split("+", 2)
        forged = Ed25519PrivateKey.generate().sign(text.encode())
        signature = base64.b64encode(bytes.fromhex(identifier) + forged).decode()
        value["checkpoint"] = f"{text}\n— {name} {signature}\n"
        self.assert_refused(receipt_verifier.rfc8785.dumps(value))

    def test_entries_of_another_place_or_in_another_order_show_nothing(self):
        def changed(change) -> bytes:
            value = json.loads(self.receipt)
            change(value["entries"])
            return receipt_verifier.rfc8785.dumps(value)

        self.assert_refused(changed(lambda entries: entries.clear()))
        self.assert_refused(changed(lambda entries: entries.reverse()))
        self.assert_refused(changed(lambda entries: entries.append(entries[-1])))
        self.assert_refused(changed(lambda entries: entries[0].update(index=entries[0]["index"] + 1)))
        self.assert_refused(changed(lambda entries: entries[0].update(proof=entries[1]["proof"])))
        self.assert_refused(changed(lambda entries: entries[0]["proof"].pop()))
        self.assert_refused(changed(lambda entries: entries[0].update(note="x")))

    def test_the_program_refuses_with_the_reason(self):
        refused = verifier(self.receipt.replace(b"invoices.read", b"invoices.xead"), self.key)
        self.assertEqual((refused.returncode, refused.stdout), (1, ""))
        self.assertIn("refused: the proof does not show the entry", refused.stderr)
        self.assertEqual(verifier(b"", self.key).returncode, 1)
        self.assertEqual(verifier(self.receipt, "no-file-of-that-name").returncode, 2)
        absent = subprocess.run([sys.executable, VERIFIER, "/nowhere", "--key", self.key], capture_output=True)
        self.assertEqual(absent.returncode, 2)

    def test_the_program_says_what_a_receipt_shows(self):
        shown = verifier(self.receipt + b"\n", self.key)
        self.assertEqual((shown.returncode, shown.stderr), (0, ""))
        for words in ("of example.com/ledger", "approved by ada for ada", "invoices.read on https://erp.example.com",
                      "got the permit prm_", "was begun", "was applied, with the result sha-256:"):
            self.assertIn(words, shown.stdout)


class TreeTest(unittest.TestCase):
    """The verifier's own tree, beside one that is computed without proofs."""

    def root(self, leaves: list[bytes]) -> bytes:
        if len(leaves) == 1:
            return leaves[0]
        split = 1 << (len(leaves) - 1).bit_length() - 1
        return receipt_verifier.node_hash(self.root(leaves[:split]), self.root(leaves[split:]))

    def proof(self, index: int, leaves: list[bytes]) -> list[bytes]:
        if len(leaves) == 1:
            return []
        split = 1 << (len(leaves) - 1).bit_length() - 1
        if index < split:
            return self.proof(index, leaves[:split]) + [self.root(leaves[split:])]
        return self.proof(index - split, leaves[split:]) + [self.root(leaves[:split])]

    def test_every_entry_of_small_trees_is_shown_at_its_place_only(self):
        leaves = [hashlib.sha256(bytes([number])).digest() for number in range(40)]
        for size in range(1, 40):
            root = self.root(leaves[:size])
            for index in range(size):
                proof = self.proof(index, leaves[:size])
                places = [p for p in range(-1, size + 1)
                          if receipt_verifier.root_hash(leaves[index], p, size, proof) == root]
                self.assertEqual(places, [index])


if __name__ == "__main__":
    unittest.main()
