# SPDX-License-Identifier: Apache-2.0
"""Canonical JSON beside the package `rfc8785`, and the strict parser beside Python's, made strict."""

import base64
import hashlib
import json
import math
import random
import struct
import tempfile
import unittest
from pathlib import Path

import rfc8785

import answers

SEED = 2026
DOCUMENTS = 5_000
NUMBERS = 20_000
DAMAGED = 20_000
NOT_CANONICAL = "refused"

RANGES = [(0x61, 0x7A), (0x00, 0x1F), (0x20, 0x7F), (0x80, 0x7FF), (0x2028, 0x2029), (0xD7F0, 0xD7FF), (0xE000, 0xFFFF),
          (0x10000, 0x10FFFF)]
ISSUER = "https://as.example.com"
TRAPS = [
    b'{"a":1,"a":2}', b'{"a":1,"\\u0061":2}', b'"\\ud800"', b'"\\udc00\\ud800"', b'"\\ud83d\\ude00"', b"\xff",
    b'"\xed\xa0\x80"', b"\xc0\x80", b"\xef\xbb\xbf", b"\x00", b'"\\x41"', b'"\\u12g4"', b'"\t"', b"1e999", b"1E400",
    b"-1e-400", b"-0", b"01", b"1.", b".5", b"+1", b"NaN", b"nul", b"'a'", b"//", b",", b"[,]", b'{"a"}',
]


class Documents:
    """Random JSON values, and texts of them in many spellings."""

    def __init__(self, seed: int):
        self.random = random.Random(seed)

    def value(self, depth: int):
        match self.random.randrange(7 if depth else 5):
            case 0: return None
            case 1: return self.random.random() < 0.5
            case 2: return self.number()
            case 3 | 4: return self.string()
            case 5: return [self.value(depth - 1) for _ in range(self.random.randrange(5))]
            case _: return {self.string(): self.value(depth - 1) for _ in range(self.random.randrange(6))}

    def number(self) -> float:
        """A double: of any bits, near a power of ten or two, or an integer."""
        match self.random.randrange(4):
            case 0: return self.random.randint(-2**53, 2**53)
            case 1: return self.random.randint(-1000, 1000)
            case 2:
                near = self.random.choice(
                    [10.0 ** self.random.randint(-320, 308), 2.0 ** self.random.randint(-1074, 1023)])
                for _ in range(self.random.randrange(4)):
                    near = math.nextafter(near, self.random.choice([0.0, math.inf]))
                return near if math.isfinite(near) else 0.0
            case _:
                bits = struct.unpack("<d", self.random.randbytes(8))[0]
                return bits if math.isfinite(bits) else -0.0

    def string(self) -> str:
        return "".join(chr(self.random.randint(*self.random.choice(RANGES))) for _ in range(self.random.randrange(9)))

    def text(self, value) -> bytes:
        """A text of the value: its members in any order, its characters escaped or not, its parts apart or not."""
        separators = self.random.choice([(",", ":"), (" , ", "\t:\r\n")])
        indent = self.random.choice([None, None, 2])
        return json.dumps(
            value, ensure_ascii=self.random.random() < 0.5, separators=separators, indent=indent).encode()


class Strict(ValueError):
    """What a strict parser refuses and Python's does not."""


def no_duplicates(members: list[tuple]) -> dict:
    if len({name for name, _ in members}) != len(members):
        raise Strict("duplicate name")
    return dict(members)


def finite(text: str) -> float:
    if not math.isfinite(float(text)):
        raise Strict("number out of range")
    return float(text)


def refuse(text: str):
    raise Strict(text)


def has_lone_surrogate(value) -> bool:
    match value:
        case str(): return any("\ud800" <= character <= "\udfff" for character in value)
        case list(): return any(map(has_lone_surrogate, value))
        case dict(): return any(has_lone_surrogate(part) for member in value.items() for part in member)
        case _: return False


def strictly(text: bytes):
    """The value of a text under RFC 8259 and RFC 7493: UTF-8, names that differ, whole characters, doubles."""
    value = json.loads(
        text.decode(), object_pairs_hook=no_duplicates, parse_constant=refuse, parse_float=finite, parse_int=finite)
    if has_lone_surrogate(value):
        raise Strict("lone surrogate")
    return value


def canonical(value) -> str:
    return rfc8785.dumps(as_doubles(value)).decode()


def as_doubles(value):
    """The value with each number a double, which is what JSON's numbers are here."""
    match value:
        case bool() | None | str(): return value
        case int() | float(): return float(value)
        case list(): return [as_doubles(part) for part in value]
        case _: return {name: as_doubles(part) for name, part in value.items()}


def ask(texts: list[bytes]) -> list[str]:
    return answers.ask("canonical", (base64.b64encode(text).decode() for text in texts))


class CanonicalTest(unittest.TestCase):
    def setUp(self):
        self.source = Documents(SEED)

    def test_documents_have_the_bytes_of_rfc_8785(self):
        values = [self.source.value(5) for _ in range(DOCUMENTS)]
        texts = [self.source.text(value) for value in values]
        for value, text, answer in zip(values, texts, ask(texts), strict=True):
            self.assertEqual(answer, "text " + canonical(value), text)

    def test_numbers_have_the_digits_of_ecmascript(self):
        numbers = [self.source.number() for _ in range(NUMBERS)]
        for number, answer in zip(numbers, ask([repr(number).encode() for number in numbers]), strict=True):
            self.assertEqual(answer, "text " + canonical(number))

    def test_damaged_texts_are_refused_exactly_when_they_are_not_strict_json(self):
        texts = [self.damaged(self.source.text(self.source.value(3))) for _ in range(DAMAGED)]
        counts = {True: 0, False: 0}
        for text, answer in zip(texts, ask(texts), strict=True):
            try:
                expected = "text " + canonical(strictly(text))
            except (ValueError, RecursionError):
                expected = NOT_CANONICAL
            is_refused = answer.startswith("refused ")
            counts[is_refused] += 1
            self.assertEqual(NOT_CANONICAL if is_refused else answer, expected, (text, answer))
        print(f"{counts[True]} refused, {counts[False]} read")
        self.assertGreater(min(counts.values()), DAMAGED / 20)

    def damaged(self, text: bytes) -> bytes:
        """The text with a byte lost, added, or changed, or with one of the traps of JSON put in."""
        pick = self.source.random
        place = pick.randrange(len(text) + 1)
        trap = pick.choice(TRAPS)
        match pick.randrange(5):
            case 0: return text[:place] + text[place + 1:]
            case 1: return text[:place] + bytes([pick.randrange(256)]) + text[place:]
            case 2: return text[:place] + bytes([pick.randrange(256)]) + text[place + 1:]
            case 3: return b'{"x":[' + trap + b',1],"y":"\xc3\xa9"}'
            case _: return text[:place] + trap + text[place:]


class AnchorTest(unittest.TestCase):
    """The command `writ hash` beside an anchor computed here."""

    def hashed(self, value, *options: str) -> str:
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            json.dump(value, file)
            file.flush()
            ended = answers.writ("hash", *options, file.name)
        self.assertEqual((ended.returncode, ended.stderr), (0, ""))
        return ended.stdout.strip()

    def anchor(self, value) -> str:
        digest = hashlib.sha256(canonical(value).encode()).digest()
        return "sha-256:" + base64.urlsafe_b64encode(digest).decode().rstrip("=")

    def test_published_vectors_are_reproduced(self):
        golden = json.loads(Path(answers.ROOT, "Tests", "Goldens", "anchors.json").read_text())
        for vector in golden["anchors"]:
            with self.subTest(vector["name"]):
                own = self.anchor({"typ": vector["typ"], "iss": golden["issuer"], "value": vector["value"]})
                self.assertEqual(own, vector["digest"])
                self.assertEqual(
                    self.hashed(vector["value"], "--typ", vector["typ"], "--iss", golden["issuer"]), vector["digest"])
        for vector in golden["digests"]:
            with self.subTest(vector["name"]):
                self.assertEqual(self.anchor(vector["value"]), vector["digest"])
                self.assertEqual(self.hashed(vector["value"], "--plain"), vector["digest"])

    def test_random_values_have_the_anchor_that_is_computed_here(self):
        source = Documents(SEED)
        for _ in range(50):
            value = {"goal": "any", "x": source.number(), "y": [source.number(), source.random.random()]}
            own = self.anchor({"typ": "mission-policy-view", "iss": ISSUER, "value": value})
            self.assertEqual(self.hashed(value, "--typ", "mission-policy-view", "--iss", ISSUER), own)


if __name__ == "__main__":
    unittest.main()
