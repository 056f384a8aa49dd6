"""Short names of what was seen: an audit remembers these alone."""

from hashlib import blake2b


def digest(*parts: str | bytes) -> bytes:
    """Return 8 bytes that stand for these parts."""
    hashed = blake2b(digest_size=8)
    for part in parts:
        hashed.update(part.encode("utf-8", "replace") if isinstance(part, str) else part)
        hashed.update(b"\0")
    return hashed.digest()
