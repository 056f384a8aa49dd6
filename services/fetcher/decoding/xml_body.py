"""An XML answer → objects of texts and lists, as JSON has them; what one host has wrong costs no other."""

from typing import Any

from services.fetcher.core import Answer
from services.fetcher.decoding.bounds import Undecodable, check_mendable, most_parts
from services.fetcher.decoding.encoding import text_of
from services.fetcher.decoding.unfit import Unfit, unread
from services.fetcher.decoding.xml_text import cut, mended
from services.fetcher.decoding.xml_tree import Branch, Hostile, parse


def read_xml(answer: Answer, *hosts: str) -> Branch:
    """Return the root under its name; `hosts` are the names of the elements from the root to a host.

    Attributes are left out; a name that comes more than once is a list. A host that can't be read is an `Unfit` in the
    list of hosts.

    Raises:
        Undecodable: it is no XML, declares entities, or ends too soon.
        TooMuch: it has more elements than it may.

    """
    most = most_parts(answer.asked)
    try:
        return parse(answer.body, most)
    except Hostile:
        raise
    except ValueError as error:
        reason = error
    check_mendable(answer)
    text = mended(text_of(answer.body, answer.headers.get("content-type", "")))
    try:
        return parse(text, most)
    except Hostile:
        raise
    except ValueError:
        return _apart(text, hosts, most, reason)


def _apart(text: str, path: tuple[str, ...], most: int, reason: ValueError) -> Branch:
    """Return what an answer says, each of its hosts read alone."""
    try:
        elements, rest = cut(text, path[-1]) if path else ([], text)
        around = parse(rest, most)
    except ValueError as error:
        raise Undecodable(f"{reason}; read host by host: {error}") from error
    inside = around
    for name in path[:-2]:
        inside = inside[name] if isinstance(inside.get(name), dict) else inside.setdefault(name, {})
    inside[path[-2]] = {path[-1]: [_alone(element, path[-1], most) for element in elements]}
    return around


def _alone(text: str, name: str, most: int) -> Any | Unfit:  # Any: a text or a branch
    """Return an element's content, or its beginning if it can't be read."""
    try:
        return parse(text, most)[name]
    except ValueError as error:
        return unread(text.strip(), error)


def listed(value: Any) -> list[Any]:  # Any: a text, a branch, a list of these, or nothing
    """Return the items of what is a list, one item alone, or nothing."""
    return value if isinstance(value, list) else [value] if value else []
