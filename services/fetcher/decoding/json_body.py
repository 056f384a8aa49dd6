"""A JSON answer → what it says; what one host has wrong costs no other."""

from pydantic_core import from_json

from services.fetcher.core import Answer
from services.fetcher.decoding.bounds import Undecodable, check_mendable, check_parts
from services.fetcher.decoding.encoding import text_of
from services.fetcher.decoding.json_text import Json, find_list, items, lenient, mended
from services.fetcher.decoding.unfit import Unfit, unread


def read_json(answer: Answer, *hosts: str) -> Json:
    """Return what an answer says; `hosts` are the names, one inside the other, under which the list of hosts is.

    A host that can't be read is an `Unfit` in its place.

    Raises:
        Undecodable: it is no JSON with a list there, or ends too soon.
        TooMuch: it has more parts than it may.

    """
    check_parts(answer)
    try:
        return from_json(answer.body, allow_inf_nan=False, cache_strings="keys")
    except ValueError as error:
        reason = error
    check_mendable(answer)
    text = mended(text_of(answer.body, answer.headers.get("content-type", "")))
    try:
        return lenient(text)
    except ValueError:
        return _apart(text, hosts, reason)


def _apart(text: str, path: tuple[str, ...], reason: ValueError) -> Json:
    """Return what an answer says, each of its hosts read alone."""
    try:
        start = find_list(text, path)
        spans, end = items(text, start)
        around = lenient(f"{text[:start]}[]{text[end:]}")
    except ValueError as error:
        raise Undecodable(f"{reason}; read host by host: {error}") from error
    hosts = [_alone(text[first:last]) for first, last in spans]
    if not path:
        return hosts
    inside = around
    for name in path[:-1]:
        inside = inside[name]
    inside[path[-1]] = hosts
    return around


def _alone(text: str) -> Json | Unfit:
    """Return a host, or its beginning if it can't be read."""
    try:
        return lenient(text)
    except ValueError as error:
        return unread(text.strip(), error)
