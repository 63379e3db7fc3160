# SPDX-License-Identifier: Apache-2.0
"""URIs as RFC 3986 has them, and the syntax-based normalisation that *Subset Rule* compares them under."""

import re
from dataclasses import dataclass
from functools import lru_cache

# RFC 3986, appendix A, as far as the comparison needs it.
CHARACTER = r"(?:[A-Za-z0-9\-._~:/?\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})"
ABSOLUTE = re.compile(
    rf"(?P<scheme>[A-Za-z][A-Za-z0-9+.\-]*):"
    rf"(?://(?P<authority>(?:(?![/?]){CHARACTER})*))?"
    rf"(?P<path>(?:(?!\?){CHARACTER})*)"
    rf"(?P<tail>(?:\?{CHARACTER}*)?(?:#{CHARACTER}*)?)"
)
AUTHORITY = re.compile(r"(?P<user>.*@)?(?P<host>\[[^\[\]]*\]|[^\[\]:@]*)(?P<port>:[0-9]*)?")
UNRESERVED = re.compile(r"[A-Za-z0-9\-._~]")
DEFAULT_PORTS = {"http": "80", "https": "443", "ws": "80", "wss": "443", "ftp": "21", "ssh": "22", "git": "9418"}


@dataclass(frozen=True)
class URI:
    """An absolute URI: its text, and its normal form in parts."""

    text: str
    origin: str
    segments: tuple[str, ...]  # of the path; an empty last one is a final slash
    tail: str


def decode_unreserved(text: str) -> str:
    def one(match):
        character = chr(int(match[1], 16))
        return character if UNRESERVED.fullmatch(character) else match[0].upper()

    return re.sub(r"%([0-9A-Fa-f]{2})", one, text)


def without_dot_segments(path: str) -> str:
    """What RFC 3986, section 5.2.4 leaves of a path."""
    path = re.sub(r"^(\.{1,2}/)+", "", path)
    kept: list[str] = []
    for segment in re.findall(r"^[^/]+|/[^/]*", "" if path in (".", "..") else path):
        if segment == "/..":
            kept = kept[:-1]
        if segment not in ("/.", "/.."):
            kept.append(segment)
    return "".join(kept) + ("/" if re.search(r"/\.{1,2}$", path) else "")


@lru_cache(maxsize=None)
def parse(text: str) -> URI | None:
    """The URI that `text` is, or None."""
    match = ABSOLUTE.fullmatch(text)
    if not match or (match["authority"] is None and match["path"] == ""):
        return None
    scheme, path = match["scheme"].lower(), decode_unreserved(match["path"])
    tail = decode_unreserved(match["tail"])
    if match["authority"] is None:
        return URI(text, scheme + ":", tuple(without_dot_segments(path).split("/")), tail)
    authority = AUTHORITY.fullmatch(decode_unreserved(match["authority"]))
    if not authority:
        return None
    host = re.sub(r"%..|[A-Z]", lambda part: part[0] if part[0].startswith("%") else part[0].lower(), authority["host"])
    port = (authority["port"] or ":")[1:]
    origin = f"{scheme}://{authority['user'] or ''}{host}"
    if port and port != DEFAULT_PORTS.get(scheme):
        origin += f":{port}"
    return URI(text, origin, tuple((without_dot_segments(path) or "/").split("/")), tail)


def is_at_or_beneath(uri: URI, base: URI) -> bool:
    """Whether the prefix `base` covers `uri`: they are the same, or the path goes on at a segment boundary."""
    if uri.origin != base.origin:
        return False
    if uri.segments == base.segments:
        return uri.tail == base.tail
    stem = base.segments[:-1] if base.segments[-1] == "" else base.segments
    return not base.tail and len(uri.segments) > len(stem) and uri.segments[:len(stem)] == stem
