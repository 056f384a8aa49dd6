"""What a vendor's API answers → the raw hosts in it: a list, one host, lines of JSON, whole answers, XML. Pure."""

import gzip
import json
import zlib
from collections.abc import Sequence
from io import BytesIO
from json import JSONDecoder
from typing import Any

from services.fetcher.core import Answer
from services.fetcher.decoding import Unfit, listed, read_json, read_xml
from services.fetcher.decoding.encoding import text_of
from services.fetcher.decoding.unfit import unread
from services.fetcher.error_words import error_words
from shared.errors import SettingError

MAX_BYTES = 256 * 1024 * 1024  # of a file, and of what it decompresses to
MOST_HOSTS = 1_000_000  # of a file, for which memory is reckoned
SHOWN = 200  # characters of a value in a message

_GZIP = b"\x1f\x8b"
_WHOLE = JSONDecoder()
_IN_JSON: tuple[tuple[str, ...], ...] = (  # where an answer of an API has its hosts
    ("hosts",),  # the assessment's Tenable
    ("resources",),  # Falcon
    ("ServiceResponse", "data"),  # Qualys' Asset Management & Tagging
    ("assetListData", "asset"),  # Qualys' Global AssetView
    ("assets",),  # Tenable
)
_IN_XML = ("HOST_LIST_OUTPUT", "RESPONSE", "HOST_LIST")  # Qualys' VMDR
_AROUND = frozenset(  # what answers have around hosts; what has nothing else is no host
    {
        *("ServiceResponse", "SIMPLE_RETURN", "HOST_LIST_OUTPUT", "assetListData", "assets", "hosts", "resources"),
        *("chunks_available", "chunks_cancelled", "chunks_failed", "export_uuid", "finished_chunks", "total_chunks"),
        *("code", "error", "errors", "message", "reason", "responseCode", "responseMessage", "status", "statusCode"),
        *("count", "cursor", "hasMore", "lastSeenAssetId", "meta", "pagination", "timestamp", "total", "uuid"),
    }
)


def raw_hosts(content: bytes) -> list[Any]:  # Any: raw hosts
    """Return the raw hosts of what a file holds, in order; one that can't be read is an `Unfit`.

    Raises:
        SettingError: it holds none; the message says what was expected and what came.

    """
    plain = _plain(content)
    if not plain.strip():
        raise SettingError("expected raw hosts as JSON or XML; the file is empty")
    documents = [_xml(plain)] if plain.lstrip().startswith(b"<") else _json_documents(plain)
    return [host for document in documents for host in _hosts_of(document)]


def _plain(content: bytes) -> bytes:
    if not content.startswith(_GZIP):
        return content
    try:
        with gzip.open(BytesIO(content)) as file:
            plain = file.read(MAX_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise SettingError(f"expected whole gzip, as its first bytes say; {error}") from error
    if len(plain) > MAX_BYTES:
        raise SettingError(f"expected at most {MAX_BYTES:,} bytes; it decompresses to more")
    return plain


def _xml(content: bytes) -> Any:  # Any: as JSON has it
    try:
        return read_xml(_answer(content.lstrip()), *_IN_XML, "HOST")
    except ValueError as error:
        raise SettingError(f"expected XML of hosts; {error}") from error


def _json_documents(content: bytes) -> list[Any]:  # Any: JSON
    """Return each JSON text: a file may hold one, one a line, or answers one after the other.

    Raises:
        SettingError: it holds none.

    """
    try:
        return [_document(content)]
    except ValueError as error:
        reason = error
    for split in (_one_after_the_other, _lines):
        try:
            return split(content)
        except (ValueError, RecursionError):
            continue
    raise SettingError(f"expected JSON; {reason}")


def _document(content: bytes) -> Any:  # Any: JSON
    """Return a JSON text, whatever is around its hosts; what is wrong in one of them costs no other."""
    reason = ValueError()
    for path in ((), *_IN_JSON):
        try:
            return read_json(_answer(content), *path)
        except ValueError as error:
            reason = reason if path else error
    raise reason


def _one_after_the_other(content: bytes) -> list[Any]:  # Any: JSON
    text = text_of(content, "").lstrip("\ufeff").translate({0x1E: " "})  # RFC 7464 separates texts by it
    documents, start = [], _next(text, 0)
    while start < len(text):
        document, start = _WHOLE.raw_decode(text, start)
        documents.append(document)
        start = _next(text, start)
    return documents


def _next(text: str, start: int) -> int:
    """Return where the next JSON text begins: after white space."""
    while start < len(text) and text[start].isspace():
        start += 1
    return start


def _lines(content: bytes) -> list[Any]:  # Any: JSON
    """Return the text of each line; one that can't be read is an `Unfit`, unless it is the first."""
    lines = [line for line in content.splitlines() if line.strip()]
    return [_document(lines[0]), *map(_line, lines[1:])]


def _line(content: bytes) -> Any:  # Any: JSON
    try:
        return _document(content)
    except ValueError as error:
        return unread(text_of(content, ""), error)


def _answer(content: bytes) -> Answer:
    return Answer(200, {}, content, asked=MOST_HOSTS)


def _hosts_of(document: Any) -> Sequence[Any]:  # Any: JSON
    """Return the hosts of a JSON text: of an answer, of a list of hosts or of answers, or the one it is."""
    if isinstance(document, Unfit):
        return [document]
    if not isinstance(document, list):
        return _in_answer(document)
    _hold_objects(document)
    return [host for item in document for host in (_in_answer(item) if isinstance(item, dict) else [item])]


def _in_answer(document: Any) -> Sequence[Any]:  # Any: JSON
    if not isinstance(document, dict):
        raise _no_object(document)
    for path in (*_IN_JSON, _IN_XML):
        value = _at(document, path)
        if path == _IN_XML and value is not None:
            return [host for block in listed(value) for host in listed(_at(block, ("HOST",)))]
        if isinstance(value, list):
            _hold_objects(value)
            return value
    if document.keys() <= _AROUND:
        words = error_words(Answer(200, {}, json.dumps(document).encode()))
        raise SettingError(f"expected an answer with hosts; got one without, which says {words!r}")
    return [document]


def _hold_objects(values: Sequence[Any]) -> None:  # Any: JSON
    """Make sure that a list isn't one of ids alone; a few of its items may be anything."""
    if values and not any(isinstance(value, dict | Unfit) for value in values):
        raise _no_object(values[0])


def _no_object(value: Any) -> SettingError:  # Any: JSON
    return SettingError(f"expected raw hosts, objects of JSON; got {repr(value)[:SHOWN]}: are these ids alone?")


def _at(document: Any, path: Sequence[str]) -> Any:  # Any: JSON
    for name in path:
        document = document.get(name) if isinstance(document, dict) else None
    return document
