# SPDX-License-Identifier: Apache-2.0
"""Speaking to an authority that may die at any moment."""

import base64
import http.client
import json
import os
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import rfc8785
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

WRIT = Path(os.environ["WRIT_BIN"], "writ")
ROOT = Path(tempfile.mkdtemp(prefix="crash."))
HOME = ROOT / "home"
PASSPHRASE = ROOT / "pass"
ISSUER = "https://crash.example"


class Lost(Exception):
    """No answer came: the authority died, or was dead."""


class Idle(Exception):
    """There is nothing to do for a client in this life of the authority."""


class Breach(Exception):
    """A promise that was not kept."""

    def __init__(self, promise: str, problem: str):
        super().__init__(f"{promise}: {problem}")
        self.promise = promise
        self.problem = problem


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def run(*words) -> str:
    """What a command line of `writ` on this home prints; it must succeed."""
    done = subprocess.run([WRIT, *words, "--home", HOME], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode != 0:
        line = " ".join(map(str, words))
        raise Breach("ledger", f"writ {line} ends with {done.returncode}: {done.stderr}{done.stdout}")
    return done.stdout


class OwnerSocket(http.client.HTTPConnection):
    def __init__(self):
        super().__init__("writ", timeout=20)

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(HOME / "authority.sock"))


class Line:
    """One connection, which is made anew when the authority has been started anew."""

    def __init__(self, connect):
        self.connect = connect
        self.connection = None

    def raw(self, method: str, path: str, body: bytes = b"", content_type="application/json") -> tuple[int, bytes]:
        try:
            if self.connection is None:
                self.connection = self.connect()
            headers = {"Content-Type": content_type} if body else {}
            self.connection.request(method, path, body or None, headers)
            answer = self.connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise Lost(str(error)) from None

    def ask(self, method: str, path: str, body=None) -> dict:
        """The answer, which must be a yes."""
        status, text = self.raw(method, path, json.dumps(body).encode() if body is not None else b"")
        if status >= 300:
            raise Breach("load", f"{method} {path} was refused: {status} {text.decode()}")
        return json.loads(text or b"{}")

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()
        self.connection = None


class Approver:
    """A person with a key of their own, who signs what is shown to them."""

    def __init__(self, name: str):
        self.principal = {"iss": ISSUER, "sub": name}
        self.key = Ed25519PrivateKey.generate()
        self.public = base64url(self.key.public_key().public_bytes_raw())

    def signed(self, review: dict) -> dict:
        value = {
            "approval_event_id": "ape_" + review["id"], "approver": self.principal,
            "authority_hash": review["authority_hash"], "expires_at": review["intent"]["expires_at"],
            "intent_hash": review["intent_hash"], "subject": self.principal, "submission": review["id"]}
        statement = {"iss": ISSUER, "typ": "mission-approval", "value": value}
        signature = self.key.sign(rfc8785.dumps(statement))
        return {"signed": {"key": self.public, "signature": base64url(signature), "statement": statement}}


class Software:
    """A registered client, which shows a new assertion for each request (`private_key_jwt`)."""

    def __init__(self, name: str):
        self.name = name
        self.key = ec.generate_private_key(ec.SECP256R1())
        point = self.key.public_key().public_numbers()
        self.jwk = {
            "kty": "EC", "crv": "P-256", "alg": "ES256", "kid": "k", "x": base64url(point.x.to_bytes(32)),
            "y": base64url(point.y.to_bytes(32))}
        self.count = 0

    def assertion(self, endpoint: str) -> str:
        self.count += 1
        claims = {"iss": self.name, "sub": self.name, "aud": ISSUER + endpoint, "jti": f"{self.count}-{os.getpid()}",
                  "exp": int(time.time()) + 300}
        head = base64url(json.dumps({"alg": "ES256", "kid": "k"}).encode())
        text = f"{head}.{base64url(json.dumps(claims).encode())}"
        r, s = utils.decode_dss_signature(self.key.sign(text.encode(), ec.ECDSA(hashes.SHA256())))
        return f"{text}.{base64url(r.to_bytes(32) + s.to_bytes(32))}"
