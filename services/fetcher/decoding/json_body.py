"""A JSON answer → what it says; what one host has wrong costs no other."""

from pydantic_core import from_json

from services.fetcher.core import Answer
from services.fetcher.decoding.bounds import Undecodable, check_mendable, check_parts
from services.fetcher.decoding.encoding import text_of
from services.fetcher.decoding.json_hosts import HostList
from services.fetcher.decoding.json_text import Json, find_list, lenient, mended


def read_json(answer: Answer, *hosts: str, host_id: str = "") -> Json:
    """Return what an answer says; `hosts` are the names, one inside the other, under which the list of hosts is.

    `host_id` is the field of a host that is its id, as `Identified` has it: by it the next host is known after one
    whose quotes or brackets don't pair.

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
    text = text_of(answer.body, answer.headers.get("content-type", ""))
    try:
        return lenient(mended(text))
    except ValueError:
        return _apart(text, hosts, host_id.split(".", maxsplit=1)[0], reason)


def _apart(text: str, path: tuple[str, ...], key: str, reason: ValueError) -> Json:
    """Return what an answer says, each of its hosts read alone."""
    try:
        hosts, around = HostList(text, find_list(text, path), key).read()
    except ValueError as error:
        raise Undecodable(f"{reason}; read host by host: {error}") from error
    if not path:
        return hosts
    inside = around
    for name in path[:-1]:
        inside = inside[name]
    inside[path[-1]] = hosts
    return around
