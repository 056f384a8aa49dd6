"""What of an address with user and password is a secret. Pure."""

from collections.abc import Iterator
from urllib.parse import parse_qsl, unquote

SECRET = ("pass", "secret", "token", "key", "properties")  # in the name of a part of a query


def credentials(address: str) -> tuple[str, str, str]:
    """Return user, password and the rest of what is after an address's scheme, none of them decoded.

    The last `@` ends the password: many have one of their own, or a `#` or `/`, as no standard allows.
    """
    rest = address.partition("://")[2] or address
    before, found, after = rest.rpartition("@")
    user, _, password = before.partition(":") if found else ("", "", "")
    return user, password, after


def secrets_in(text: str) -> Iterator[str]:
    """Return the secrets in a setting that is one: of an address what lets us in, else all of it."""
    if "://" not in text:
        yield text
        return
    _, password, rest = credentials(text)
    yield from (password, unquote(password))
    for name, value in parse_qsl(rest.partition("?")[2]):
        if any(word in name.lower() for word in SECRET):
            yield from (part.partition(":")[2] or part for part in value.split(","))


def without_credentials(text: str) -> str:
    """Return a text that may be an address, with stars in place of user and password."""
    scheme, found, rest = text.partition("://")
    return f"{scheme}://***@{rest.rpartition('@')[2]}" if found and "@" in rest else text
