#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Verifies a Writ receipt offline, with the ledger's public key and nothing else, what people have signed included.
Written from `docs/wire/ledger.md`.

    receipt_verifier.py RECEIPT --key KEY

RECEIPT is a file, or `-` for the standard input. KEY is the ledger's verifier key (C2SP signed-note), or a file with
it. Ends with 0 and says what the receipt shows; with 1 when it shows nothing, and why; with 2 for a wrong command line.
"""

import argparse
import base64
import binascii
import hashlib
import json
import math
import re
import sys
from dataclasses import dataclass
from pathlib import Path

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FORMAT = "writ-receipt@v1"
ED25519_NOTE = 1
ENTRIES_MAX = 256
HASHES_MAX = 64
ENTRY_BYTES_MAX = 65_535
SIZE_MAX = 2**63 - 1
NUMBER = re.compile(r"0|[1-9][0-9]*", re.ASCII)


class Refused(Exception):
    """Why a receipt shows nothing."""


def need(condition: bool, problem: str) -> None:
    if not condition:
        raise Refused(problem)


def base64_bytes(text, what: str) -> bytes:
    """The bytes of standard base64 with padding, of which each value has one spelling."""
    need(isinstance(text, str), f"{what} is not a string")
    try:
        value = base64.b64decode(text.encode("ascii"), validate=True)
    except (ValueError, binascii.Error):
        raise Refused(f"{what} is not base64") from None
    need(base64.b64encode(value).decode() == text, f"{what} is not base64 in its one spelling")
    return value


def hash_bytes(text, what: str) -> bytes:
    value = base64_bytes(text, what)
    need(len(value) == 32, f"{what} has not 32 bytes")
    return value


# The key, the note and the checkpoint in it.

@dataclass(frozen=True)
class Key:
    """A verifier key: `<name>+<id in hex>+<base64 of the type and the public key>`."""

    name: str
    identifier: bytes
    public: bytes

    @staticmethod
    def parse(text: str) -> "Key":
        parts = text.split("+", 2)
        need(len(parts) == 3 and parts[0] != "", "the key must be `<name>+<id>+<base64>`")
        material = base64_bytes(parts[2], "the key")
        need(len(material) == 33 and material[0] == ED25519_NOTE, "the key is not one for Ed25519")
        identifier = hashlib.sha256(parts[0].encode() + b"\n" + material).digest()[:4]
        need(parts[1] == identifier.hex(), "the key's id is not that of its name and bytes")
        return Key(parts[0], identifier, material[1:])


def open_note(note: str, key: Key) -> str:
    """The signed text of a note that has one signature: the key's."""
    text, gap, signatures = note.rpartition("\n\n")
    need(gap != "" and signatures.endswith("\n"), "the checkpoint is no signed note")
    need(signatures.count("\n") == 1, "the checkpoint must have one signature")
    need(not any(character < " " and character != "\n" for character in note), "the checkpoint has control characters")
    match = re.fullmatch(r"— ([^ ]+) ([^ ]+)\n", signatures)
    need(match is not None, "the checkpoint has no signature line")
    value = base64_bytes(match[2], "the signature")
    need(match[1] == key.name and value[:4] == key.identifier, "the checkpoint is signed by another key")
    signed = text + "\n"
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(value[4:], signed.encode())
    except InvalidSignature:
        raise Refused("the signature does not belong to the checkpoint") from None
    return signed


@dataclass(frozen=True)
class Checkpoint:
    origin: str
    size: int
    root: bytes

    @staticmethod
    def open(note, key: Key) -> "Checkpoint":
        need(isinstance(note, str), "the checkpoint is not a string")
        lines = open_note(note, key).split("\n")[:-1]
        need(len(lines) >= 3 and "" not in lines, "the checkpoint has not three lines")
        need(lines[0] == key.name, f"the checkpoint is of the ledger `{lines[0]}`")
        need(NUMBER.fullmatch(lines[1]) is not None and int(lines[1]) <= SIZE_MAX, "the checkpoint has no size")
        return Checkpoint(lines[0], int(lines[1]), hash_bytes(lines[2], "the root"))


# The tree (RFC 6962, section 2.1; RFC 9162, section 2.1.3.2).

def leaf_hash(entry: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_hash(leaf: bytes, index: int, size: int, proof: list[bytes]) -> bytes | None:
    """The root that a proof leads to, or None when it has not the length that its place wants."""
    if not 0 <= index < size:
        return None
    node, last, found = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return None
        if node % 2 == 1 or node == last:
            found = node_hash(sibling, found)
            while node % 2 == 0:
                node, last = node >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        node, last = node >> 1, last >> 1
    return found if last == 0 else None


# The receipt.

def members(value, names: set[str], what: str) -> dict:
    need(isinstance(value, dict) and set(value) == names, f"{what} must have the members {', '.join(sorted(names))}")
    return value


def without_repetition(pairs: list[tuple]) -> dict:
    need(len({name for name, _ in pairs}) == len(pairs), "a member name is repeated")
    return dict(pairs)


def number(text: str) -> float:
    """Numbers are doubles in canonical JSON, whatever they look like."""
    need(math.isfinite(float(text)), "a number is out of range")
    return float(text)


def document(content: bytes) -> dict:
    """The receipt's value. Its bytes must be the canonical ones (RFC 8785)."""
    try:
        value = json.loads(
            content.decode(), object_pairs_hook=without_repetition, parse_int=number, parse_float=number)
        need(rfc8785.dumps(value) == content, "the receipt is not canonical JSON")
    except (ValueError, RecursionError, rfc8785.CanonicalizationError) as error:
        raise Refused(f"the receipt is not JSON: {error}") from None
    return members(value, {"checkpoint", "entries", "format"}, "the receipt")


def entry_number(value) -> int:
    need(isinstance(value, float) and value.is_integer() and 0 <= value < 2**53, "an index is no number of an entry")
    return int(value)


def verify(content: bytes, key_text: str) -> tuple[Checkpoint, list[tuple[int, dict]]]:
    """The checkpoint and the numbered entries that the receipt shows; raises Refused when it shows nothing."""
    key = Key.parse(key_text)
    receipt = document(content)
    need(receipt["format"] == FORMAT, f"the format is not `{FORMAT}`")
    checkpoint = Checkpoint.open(receipt["checkpoint"], key)
    entries = receipt["entries"]
    need(isinstance(entries, list) and 1 <= len(entries) <= ENTRIES_MAX, "the receipt has no entries, or too many")
    shown = [verified_entry(entry, checkpoint) for entry in entries]
    numbers = [index for index, _ in shown]
    need(numbers == sorted(set(numbers)), "the entries are not in the ledger's order, each once")
    try:
        verify_evidence(shown)
    except (KeyError, TypeError, AttributeError):
        raise Refused("an entry has not the members of its type") from None
    return checkpoint, shown


def verified_entry(value, checkpoint: Checkpoint) -> tuple[int, dict]:
    proven = members(value, {"entry", "index", "proof"}, "an entry of the receipt")
    index, entry = entry_number(proven["index"]), proven["entry"]
    members(entry, {"at", "event", "type"}, f"the entry {index}")
    need(isinstance(proven["proof"], list) and len(proven["proof"]) <= HASHES_MAX, f"the entry {index} has no proof")
    content = rfc8785.dumps(entry)
    need(len(content) <= ENTRY_BYTES_MAX, f"the entry {index} is too large")
    proof = [hash_bytes(text, f"a hash of the entry {index}") for text in proven["proof"]]
    is_included = root_hash(leaf_hash(content), index, checkpoint.size, proof) == checkpoint.root
    need(is_included, f"the proof does not show the entry {index} in the ledger that was signed")
    return index, entry


# What people have signed.

EVIDENCE = {"attention.answered": "agreed"}
LEAVE = ("mission.approved", "attention.answered")
SAID = {
    "mission.approved": ("approval_event_id", "approver", "authority_hash", "intent_hash", "subject", "submission"),
    "mission.extended": ("expires_at", "mission"), "mission.resumed": ("mission",),
    "principal.registered": ("approval_keys", "principal"),
}
ANCHORS = (
    ("intent", "intent_hash", "mission-intent"), ("authority_set", "authority_hash", "mission-authority-set"),
    ("proposed_authority", "proposal_hash", "mission-proposed-authority"),
    ("ceiling", "ceiling_hash", "mission-authority-set"))


def key_bytes(text, count: int, what: str) -> bytes:
    """The bytes of base64url without padding, of which each value has one spelling."""
    need(isinstance(text, str), f"{what} is not a string")
    try:
        value = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (ValueError, binascii.Error):
        raise Refused(f"{what} is not base64url") from None
    spelled = base64.urlsafe_b64encode(value).decode().rstrip("=")
    need(spelled == text and len(value) == count, f"{what} has not {count} bytes")
    return value


def digest(value) -> str:
    spelled = base64.urlsafe_b64encode(hashlib.sha256(rfc8785.dumps(value)).digest()).decode().rstrip("=")
    return "sha-256:" + spelled


def identity(value: dict) -> str:
    return rfc8785.dumps(value).decode()


def verify_evidence(shown: list[tuple[int, dict]]) -> None:
    """That each entry says what was signed for it; approvals and agreements by a key that is shown to be that
    person's."""
    signed = [entry["event"].get(EVIDENCE.get(entry["type"], "evidence")) for _, entry in shown]
    issuers = [evidence["statement"]["iss"] for evidence in signed if evidence is not None]
    keys: dict[str, list] = {}
    for (index, entry), evidence in zip(shown, signed):
        name, event = entry["type"], entry["event"]
        for member, anchor, kind in ANCHORS:
            if member in event and issuers:
                committed = digest({"iss": issuers[0], "typ": kind, "value": event[member]})
                need(event[anchor] == committed, f"the entry {index} has another {member} than its {anchor} commits")
        if evidence is not None:
            need(evidence["statement"]["iss"] == issuers[0], f"the entry {index} was signed for another authority")
            verify_signed(index, name, event, evidence, keys)
        elif name == "mission.approved":
            is_covered = event["approval_basis"] == "policy_drawdown" and "parent" in event.get("relation", {})
            need(is_covered, f"nobody has signed the approval in the entry {index}")
        if name == "principal.registered":
            keys[identity(event["principal"])] = event["approval_keys"]


def verify_signed(index: int, name: str, event: dict, evidence: dict, keys: dict[str, list]) -> None:
    statement = evidence["statement"]
    try:
        public = Ed25519PublicKey.from_public_bytes(key_bytes(evidence["key"], 32, "a person's key"))
        public.verify(key_bytes(evidence["signature"], 64, "a person's signature"), rfc8785.dumps(statement))
    except InvalidSignature:
        raise Refused(f"the entry {index} is forged: the signature does not fit the statement and the key") from None
    value = statement["value"]
    said = all(value[member] == event[member] for member in SAID.get(name, ()))
    if name == "mission.approved":
        is_in_time = moment(event["expires_at"]) <= moment(value["expires_at"])
        said = said and is_in_time and event["approval_basis"] == "direct"
    need(said, f"the entry {index} is forged: what was signed says something else")
    is_theirs = name not in LEAVE or evidence["key"] in keys.get(identity(value["approver"]), ())
    need(is_theirs, f"the entry {index} is forged: nothing here shows that the key which signed is the approver's")


def moment(text: str) -> tuple[str, str]:
    """Moments in the one form that entries have, to compare."""
    whole, _, fraction = text.removesuffix("Z").partition(".")
    return whole, fraction.ljust(6, "0")


# What the entries mean.

def person(value: dict) -> str:
    return value["sub"]


def approved(event: dict) -> str:
    grants = [f"{', '.join(entry['actions'])} on {entry['resource']}" for entry in event["authority_set"]]
    kind = "approved" if event["approval_basis"] == "direct" else "approved as a child under its parent's approval"
    return (
        f"the mission {event['mission']} was {kind} by {person(event['approver'])} for {person(event['subject'])}, to "
        f"be run by {event['client']} until {event['expires_at']}: {'; '.join(grants)}")


def permitted(event: dict) -> str:
    return (
        f"{event['client']} got the permit {event['permit']} for {event['action']} on {event['resource']} under the "
        f"mission {event['mission']} at its version {event['version']:.0f}, valid until {event['valid_until']}")


def result(event: dict) -> str:
    return f", with the result {event['result']}" if "result" in event else ""


MEANINGS = {
    "mission.approved": approved,
    "session.opened": lambda event: f"the session {event['session']} began under the mission {event['mission']}",
    "permit.granted": permitted,
    "effect.intended": lambda event: f"the effect of the permit {event['permit']} was begun",
    "effect.applied": lambda event: f"the effect of the permit {event['permit']} was applied{result(event)}",
    "effect.refused": lambda event: f"the effect of the permit {event['permit']} did not happen{result(event)}",
    "effect.unknown": lambda event: f"whether the effect of the permit {event['permit']} happened is unknown",
}


def meaning(entry: dict) -> str:
    """An entry in words; one of a type that is not told here, by its type and its identifiers."""
    tell = MEANINGS.get(entry["type"], lambda event: entry["type"] + "".join(
        f", {name} {value}" for name, value in event.items() if name in ("mission", "session", "permit", "submission")))
    try:
        return tell(entry["event"])
    except (KeyError, TypeError, ValueError):
        raise Refused(f"an entry of the type {entry['type']} has not the members of one") from None


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Verifies a Writ receipt offline.")
    parser.add_argument("receipt", help="a file, or `-` for the standard input")
    parser.add_argument("--key", required=True, help="the ledger's verifier key, or a file with it")
    arguments = parser.parse_args(words)
    try:
        content = sys.stdin.buffer.read() if arguments.receipt == "-" else Path(arguments.receipt).read_bytes()
        key = arguments.key if "+" in arguments.key else Path(arguments.key).read_text().strip()
    except OSError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    try:
        checkpoint, entries = verify(content.removesuffix(b"\n"), key)
        lines = [f"entry {index}, {entry['at']}: {meaning(entry)}" for index, entry in entries]
    except Refused as refusal:
        print(f"refused: {refusal}", file=sys.stderr)
        return 1
    print(f"verified under the checkpoint of {checkpoint.size} entries of {checkpoint.origin}")
    print("\n".join(lines))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
