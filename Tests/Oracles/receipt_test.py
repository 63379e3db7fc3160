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


def url_text(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


def plain_text(value: bytes) -> str:
    return base64.b64encode(value).decode()


def signed(entries: list[dict]) -> tuple[str, bytes]:
    """A ledger of these entries, signed by a key of its own: that key, and the receipt over all of them."""
    leaves = [receipt_verifier.leaf_hash(receipt_verifier.rfc8785.dumps(entry)) for entry in entries]
    text = f"example.com/other\n{len(leaves)}\n{plain_text(root(leaves))}\n"
    signer = Ed25519PrivateKey.generate()
    material = bytes([receipt_verifier.ED25519_NOTE]) + signer.public_key().public_bytes_raw()
    identifier = hashlib.sha256(b"example.com/other\n" + material).digest()[:4]
    signature = plain_text(identifier + signer.sign(text.encode()))
    shown = [
        {"entry": entry, "index": index, "proof": [plain_text(node) for node in proof(index, leaves)]}
        for index, entry in enumerate(entries)]
    receipt = {
        "checkpoint": f"{text}\n— example.com/other {signature}\n", "entries": shown,
        "format": receipt_verifier.FORMAT}
    return f"example.com/other+{identifier.hex()}+{plain_text(material)}", receipt_verifier.rfc8785.dumps(receipt)


def root(leaves: list[bytes]) -> bytes:
    """The root of a tree, computed without proofs."""
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return receipt_verifier.node_hash(root(leaves[:split]), root(leaves[split:]))


def proof(index: int, leaves: list[bytes]) -> list[bytes]:
    if len(leaves) == 1:
        return []
    split = 1 << (len(leaves) - 1).bit_length() - 1
    if index < split:
        return proof(index, leaves[:split]) + [root(leaves[split:])]
    return proof(index - split, leaves[split:]) + [root(leaves[:split])]


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

    def forged(self, change) -> str:
        """The reason why a receipt is refused whose approval was changed before all of it was signed."""
        entries = [shown["entry"] for shown in json.loads(self.receipt)["entries"]]
        change(next(entry["event"] for entry in entries if entry["type"] == "mission.approved"))
        key, receipt = signed(entries)
        with self.assertRaises(receipt_verifier.Refused) as refused:
            receipt_verifier.verify(receipt, key)
        return str(refused.exception)

    def test_a_ledger_that_is_signed_anew_over_a_forged_approval_shows_nothing(self):
        def by_another_key(event):
            person = Ed25519PrivateKey.generate()
            statement = receipt_verifier.rfc8785.dumps(event["evidence"]["statement"])
            event["evidence"].update(
                key=url_text(person.public_key().public_bytes_raw()), signature=url_text(person.sign(statement)))

        unsigned = self.forged(lambda event: event.pop("evidence"))
        self.assertIn("nobody has signed the approval", unsigned)
        zeros = self.forged(lambda event: event["evidence"].update(signature=url_text(bytes(64))))
        self.assertIn("the signature does not fit", zeros)
        self.assertIn("nothing here shows that the key", self.forged(by_another_key))
        wider = self.forged(lambda event: event["authority_set"][0].update(actions=["invoices.pay"]))
        self.assertIn("another authority_set than its authority_hash commits", wider)
        later = self.forged(lambda event: event.update(expires_at="2036-11-02T08:00:00Z"))
        self.assertIn("what was signed says something else", later)

    def test_entries_that_are_signed_anew_as_they_were_are_shown(self):
        key, receipt = signed([shown["entry"] for shown in json.loads(self.receipt)["entries"]])
        receipt_verifier.verify(receipt, key)

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

    def test_every_entry_of_small_trees_is_shown_at_its_place_only(self):
        leaves = [hashlib.sha256(bytes([number])).digest() for number in range(40)]
        for size in range(1, 40):
            whole = root(leaves[:size])
            for index in range(size):
                hashes = proof(index, leaves[:size])
                places = [p for p in range(-1, size + 1)
                          if receipt_verifier.root_hash(leaves[index], p, size, hashes) == whole]
                self.assertEqual(places, [index])


if __name__ == "__main__":
    unittest.main()
