"""What a vendor's API answers → the raw hosts in it: a list, one host, lines of JSON, whole answers, XML. Pure."""

import gzip
import json
import zlib
from collections.abc import Iterator, Sequence
from io import BytesIO
from json import JSONDecodeError, JSONDecoder
from typing import Any

from services.fetcher.core import Answer
from services.fetcher.error_words import error_words
from services.fetcher.vendors._xml import listed, read_xml
from shared.errors import SettingError

MAX_BYTES = 256 * 1024 * 1024  # of a file, and of what it decompresses to
SHOWN = 200  # characters of a value in a message

_GZIP = b"\x1f\x8b"
_WHOLE = JSONDecoder()
_SPACE = " \t\r\n\x1e"  # RFC 7464 puts a record separator before each text
_ENVELOPES: tuple[tuple[str, ...], ...] = (  # where an answer of an API has its hosts
    ("hosts",),  # the assessment's Tenable
    ("resources",),  # Falcon
    ("ServiceResponse", "data"),  # Qualys' Asset Management & Tagging
    ("assetListData", "asset"),  # Qualys' Global AssetView
    ("assets",),  # Tenable
    ("HOST_LIST_OUTPUT", "RESPONSE", "HOST_LIST"),  # Qualys' VMDR
)
_AROUND = frozenset(  # what answers have around hosts; what has nothing else is no host
    {
        *("ServiceResponse", "SIMPLE_RETURN", "HOST_LIST_OUTPUT", "assetListData", "assets", "hosts", "resources"),
        *("chunks_available", "chunks_cancelled", "chunks_failed", "export_uuid", "finished_chunks", "total_chunks"),
        *("code", "error", "errors", "message", "reason", "responseCode", "responseMessage", "status", "statusCode"),
        *("count", "cursor", "hasMore", "lastSeenAssetId", "meta", "pagination", "timestamp", "total", "uuid"),
    }
)


def raw_hosts(content: bytes) -> list[Any]:  # Any: raw hosts
    """Return the raw hosts of what a file holds, in order.

    Raises:
        SettingError: it holds none; the message says what was expected and what came.

    """
    text = _plain(content)
    if not text.strip():
        raise SettingError("expected raw hosts as JSON or XML; the file is empty")
    documents = [_xml(text)] if text.lstrip().startswith(b"<") else _json_documents(_decoded(text))
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


def _decoded(content: bytes) -> str:
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    return content.decode(encoding, errors="replace")


def _xml(content: bytes) -> Any:  # Any: as JSON has it
    try:
        return read_xml(content.lstrip())
    except ValueError as error:
        raise SettingError(str(error)) from error


def _json_documents(text: str) -> Iterator[Any]:  # Any: JSON
    """Give each JSON text: a file may hold one, one a line, or answers one after the other."""
    start = _next(text, 0)
    while start < len(text):
        try:
            document, end = _WHOLE.raw_decode(text, start)
        except JSONDecodeError as error:
            raise SettingError(f"expected JSON; {error.msg} at line {error.lineno}, column {error.colno}") from error
        except (ValueError, RecursionError) as error:
            raise SettingError(f"expected JSON that can be read; {error}") from error
        yield document
        start = _next(text, end)


def _next(text: str, start: int) -> int:
    """Return where the next JSON text begins: after white space."""
    while start < len(text) and text[start] in _SPACE:
        start += 1
    return start


def _hosts_of(document: Any) -> Sequence[Any]:  # Any: JSON
    """Return the hosts of a JSON text: of an answer, of a list of hosts or of answers, or the one it is."""
    if not isinstance(document, list):
        return _in_answer(document)
    if document and not any(isinstance(item, dict) for item in document):
        raise _no_object(document[0])
    return [host for item in document for host in (_in_answer(item) if isinstance(item, dict) else [item])]


def _in_answer(document: Any) -> Sequence[Any]:  # Any: JSON
    if not isinstance(document, dict):
        raise _no_object(document)
    for path in _ENVELOPES:
        value = _at(document, path)
        if path[-1] == "HOST_LIST" and value is not None:
            return [host for block in listed(value) for host in listed(_at(block, ("HOST",)))]
        if isinstance(value, list):
            if value and not any(isinstance(item, dict) for item in value):
                raise _no_object(value[0])
            return value
    if document.keys() <= _AROUND:
        words = error_words(Answer(200, {}, json.dumps(document).encode()))
        raise SettingError(f"expected an answer with hosts; got one without, which says {words!r}")
    return [document]


def _no_object(value: Any) -> SettingError:  # Any: JSON
    return SettingError(f"expected raw hosts, objects of JSON; got {repr(value)[:SHOWN]}: are these ids alone?")


def _at(document: Any, path: Sequence[str]) -> Any:  # Any: JSON
    for name in path:
        document = document.get(name) if isinstance(document, dict) else None
    return document
