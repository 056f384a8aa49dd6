"""An XML answer as objects of texts and lists, as JSON has them; hostile XML is refused before it takes memory."""

from typing import Any
from xml.etree.ElementTree import ParseError

MOST = 1_000_000  # elements of an answer: 5,000 hosts of 200
DEEPEST = 30  # levels; real answers have 8
Branch = dict[str, Any]  # Any: a text, a branch, or a list of these


def read_xml(body: bytes) -> Branch:
    """Return the root under its name. Attributes are left out; a name that comes more than once is a list.

    Raises:
        ValueError: it is no XML, declares entities, or has too many elements.

    """
    from defusedxml import DefusedXmlException  # not above: who asks for the vendors' names alone has no parser
    from defusedxml.ElementTree import DefusedXMLParser

    tree = _Tree()
    parser = DefusedXMLParser(target=tree, forbid_entities=True, forbid_external=True)
    try:
        parser.feed(body)
        parser.close()
    except (ParseError, LookupError, DefusedXmlException) as error:  # a LookupError: of an unknown encoding
        raise ValueError(f"expected XML without entities: {type(error).__name__}: {error}") from error
    return tree.root


class _Tree:
    """Takes what a parser meets."""

    def __init__(self) -> None:
        self._open: list[Branch] = [{}]
        self._said: list[str] = []
        self._elements = 0

    def start(self, _: str, __: dict[str, str]) -> None:
        """Begin an element."""
        self._elements += 1
        if self._elements > MOST or len(self._open) > DEEPEST:
            raise ValueError(f"expected at most {MOST} elements, {DEEPEST} deep")
        self._open.append({})
        self._said.clear()

    def data(self, text: str) -> None:
        """Take a part of an element's text."""
        self._said.append(text)

    def end(self, name: str) -> None:
        """Put an element into the one around it."""
        inner = self._open.pop()
        value: Any = inner or "".join(self._said).strip()
        self._said.clear()
        around = self._open[-1]
        if name not in around:
            around[name] = value
        elif isinstance(around[name], list):
            around[name].append(value)
        else:
            around[name] = [around[name], value]

    @property
    def root(self) -> Branch:
        """Return what was met."""
        return self._open[0]


def listed(value: Any) -> list[Any]:
    """Return the items of what is a list, one item alone, or nothing."""
    return value if isinstance(value, list) else [value] if value else []
