"""What must hold of everything that leaves the product, whatever a vendor sent."""

import json
import math
import re
from html.parser import HTMLParser
from typing import Any

SAFE = 2**53 - 1  # greater integers are others in JavaScript
VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def strict_json(content: bytes) -> Any:  # Any: JSON
    """Return JSON as JavaScript would read it, without a loss.

    Raises:
        ValueError: it isn't UTF-8 or JSON, a number can't be held, or a field comes twice.

    """
    return json.loads(
        content.decode("utf-8"),
        parse_constant=_no_constant,
        parse_int=_integer,
        parse_float=_real,
        object_pairs_hook=_once,
    )


def _no_constant(text: str) -> float:
    raise ValueError(f"expected a number, got {text}")


def _integer(text: str) -> int:
    if len(text) > 17 or abs(int(text)) > SAFE:
        raise ValueError(f"expected an integer that JavaScript can hold, got {text[:80]}")
    return int(text)


def _real(text: str) -> float:
    if not math.isfinite(float(text)):
        raise ValueError(f"expected a finite number, got {text[:80]}")
    return float(text)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:  # Any: JSON
    if len(dict(pairs)) < len(pairs):
        raise ValueError(f"expected each field once, got {[name for name, _ in pairs][:20]}")
    return dict(pairs)


def terminal(text: str) -> None:
    """Make sure that a text does nothing on a terminal but show itself.

    Raises:
        ValueError: it has a control, escape, half or direction character.

    """
    wrong = {sign for sign in text if not sign.isprintable() and sign != "\n"}
    if wrong:
        raise ValueError(f"expected printable characters on the terminal, got {sorted(map(ascii, wrong))}")


class _Page(HTMLParser):
    """Follows which elements are open."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        """Open an element."""
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close one, which must be the last that was opened."""
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            raise ValueError(f"expected no </{tag}> inside {self.open}, line {self.getpos()}")


def html(content: bytes) -> None:
    """Make sure that a page is UTF-8, without signs that HTML forbids, and that its elements are inside each other.

    Raises:
        ValueError: it isn't so.

    """
    text = content.decode("utf-8")
    if wrong := FORBIDDEN.search(text):
        raise ValueError(f"expected no {wrong[0]!a} in HTML: {text[max(0, wrong.start() - 80) : wrong.end()]!a}")
    page = _Page()
    page.feed(text)
    page.close()
    page.handle_endtag("html") if page.open == ["html"] else None
    if page.open:
        raise ValueError(f"expected every element to be closed, got {page.open}")
