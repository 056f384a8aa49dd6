"""What a vendor's error says in words, whatever form its answer has: the sentence, without what is around it. Pure.

Vendors say it as JSON (`errors[].message`, `error_description`, `responseErrorDetails`), as XML (Qualys'
`SIMPLE_RETURN`), as a page for people or as plain text. An answer is a stranger's: the words are bounded, on one line
and printable.
"""

import json
import re
from typing import Any
from unicodedata import category

from services.fetcher.core import Answer
from services.fetcher.error_markup import read_markup

MOST = 500  # characters of a vendor's words in a message
READ = 50_000  # bytes of an answer in which words are looked for
DEEPEST = 12  # levels
MESSAGES = (  # names of fields that hold a sentence, the one for people first; without _ and - and capitals
    "errordescription",
    "errormessage",
    "responsemessage",
    "message",
    "msg",
    "faultstring",
    "detail",
    "details",
    "description",
    "text",
    "failurereason",
    "reason",
    "title",
    "errorresolution",
    "resolution",
    "error",
    "errors",
    "fault",
)
CODES = frozenset({"code", "errorcode", "responsecode"})
GOOD = frozenset({"", "0", "200", "201", "SUCCESS", "OK"})  # codes that say nothing
_RANK = {name: rank for rank, name in enumerate(MESSAGES)}
_CUT_JSON = re.compile(r'"([\w-]{1,40})"\s*:\s*"((?:[^"\\]|\\.){1,2000})')
Tree = Any  # Any: JSON, or XML as such


def quoted(answer: Answer) -> str:
    """Return `: "…"` with what the answer says is wrong, to follow on its status; nothing if it says nothing."""
    words = error_words(answer)
    return f': "{words}"' if words else ""


def error_words(answer: Answer) -> str:
    """Return what an answer says is wrong, at most 500 characters on one line; a cut is seen by its `…`."""
    text = _decoded(answer.body[:READ]).strip()
    words = _in_json(text, str(answer.status)) or _in_markup(text, str(answer.status)) or text
    return printable(words)


def printable(text: str, most: int = MOST) -> str:
    """Return a text on one line without control, escape, half or direction characters, cut visibly."""
    line = " ".join(text[: READ * 2].split())
    clean = "".join("\ufffd" if category(sign) in {"Cc", "Cf", "Cs", "Co", "Cn"} else sign for sign in line[: most + 1])
    return f"{clean[:most].rstrip()}…" if len(line) > most else clean


def _decoded(body: bytes) -> str:
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body.decode("utf-16", "replace")
    return body.decode("utf-8-sig", "replace")


def _in_json(text: str, status: str) -> str:
    """Return the words of JSON, also of JSON that ends too soon."""
    if not text.startswith(("{", "[", '"')):
        return ""
    try:
        tree = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        found = [(_RANK.get(_plain(name), -1), words) for name, words in _CUT_JSON.findall(text)]
        return _joined([words for rank, words in sorted(found) if rank >= 0])
    return _words(tree, status)


def _in_markup(text: str, status: str) -> str:
    """Return the words of XML or of a page for people; nothing of what is neither."""
    if not text.startswith("<"):
        return ""
    tree, page = read_markup(text)
    return page or _words(tree, status)


def _words(tree: Tree, status: str, depth: int = 0, *, inside: bool = False) -> str:
    """Return the sentences of a tree; `inside` what is named an error each text is one."""
    if depth > DEEPEST:
        return ""
    match tree:
        case str():
            return _of_text(tree, status, depth) if inside or depth == 0 else ""
        case list():
            return _joined([_words(item, status, depth + 1, inside=inside) for item in tree[:50]])
        case dict():
            return _of_object(tree, status, depth, inside=inside)
    return ""


def _of_text(text: str, status: str, depth: int) -> str:
    """Return a text; of one that is JSON in itself, its words."""
    if not text.lstrip().startswith(("{", "[")):
        return text.strip()
    try:
        inner = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return text.strip()
    return _words(inner, status, depth + 1) or text.strip()


def _of_object(tree: dict[str, Tree], status: str, depth: int, *, inside: bool) -> str:
    fields = {_plain(name): _single(value) for name, value in tree.items()}
    if template := _of_template(fields):
        return template
    if fields.keys() == {"key", "value"}:
        return f"{fields['key']} {fields['value']}"
    ranked = sorted(fields, key=lambda name: _RANK.get(name, len(_RANK)))
    named = any(_words(fields[name], status, depth + 1, inside=True) for name in ranked if name in _RANK)
    parts = [
        _words(fields[name], status, depth + 1, inside=name in _RANK or (inside and not named))
        for name in ranked
        if name not in CODES
    ]
    return _with_code(_joined(parts), fields, status)


def _of_template(fields: dict[str, Tree]) -> str:
    """Return the text of what was sent in parts, as Tenable does: texts, and the values that stand between them."""
    strings, values = fields.get("strings"), fields.get("values")
    if not isinstance(strings, list) or not isinstance(values, list):
        return ""
    between = [*values, *[""] * len(strings)]
    return "".join(f"{text}{value}" for text, value in zip(strings, between, strict=False))


def _with_code(words: str, fields: dict[str, Tree], status: str) -> str:
    """Return the words and the code that stands beside them, unless it only repeats the status."""
    codes = [str(fields[name]) for name in sorted(CODES & fields.keys()) if isinstance(fields[name], str | int)]
    codes = [code for code in codes if code not in GOOD | {status} and len(code) <= 60 and code not in words]
    if not codes:
        return words
    return f"{words} (code {', '.join(codes)})" if words else f"code {', '.join(codes)}"


def _joined(parts: list[str]) -> str:
    """Return texts as one, each once, without those that another has in it."""
    known: list[str] = []
    for part in filter(None, parts):
        if not any(part in other for other in known):
            known = [other for other in known if other not in part] + [part]
    ended = [part if part.endswith((".", "!", "?", ":")) else f"{part};" for part in known]
    return " ".join(ended).removesuffix(";")


def _single(value: Tree) -> Tree:
    """Return the item of a list that has no other: in XML each element may come again."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _plain(name: str) -> str:
    return name.replace("_", "").replace("-", "").lower()
