"""Bytes → text: as their first bytes or the answer say; what can't be read becomes U+FFFD."""

import codecs
import re
from json import detect_encoding

MARK = "\ufffd"
# Encodings of documents. Python has others, which are none of texts, or take very long for a few bytes.
KNOWN = re.compile(
    r"utf-?(8|16|32)(-sig|-[lb]e)?|ascii|iso8859-\d+|cp\d+|koi8-[ru]|mac-roman|shift_jis|euc_\w+|gb\w+|big5"
)
CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
DECLARED = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)


def text_of(body: bytes, content_type: str) -> str:
    """Return a body's text."""
    name = detect_encoding(body[:4]) if body.startswith(MARKS) or b"\x00" in body[:4] else ""
    return body.decode(name or _declared(body, content_type) or "utf-8", "replace")


def _declared(body: bytes, content_type: str) -> str:
    """Return the encoding that an answer names, if it is one of a document."""
    inside, around = DECLARED.match(body[:300]), CHARSET.search(content_type[:300])
    for name in (inside[1].decode() if inside else "", around[1] if around else ""):
        try:
            known = codecs.lookup(name).name
        except (LookupError, ValueError):
            continue
        if KNOWN.fullmatch(known):
            return known
    return ""
