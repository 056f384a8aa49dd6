"""XML → objects of texts and lists; hostile XML is refused before it takes memory."""

from typing import Any
from xml.etree.ElementTree import ParseError

from services.fetcher.decoding.bounds import TooMuch, Undecodable

DEEPEST = 30  # levels; real answers have 8
Branch = dict[str, Any]  # Any: a text, a branch, or a list of these


class Hostile(Undecodable):
    """It declares entities: there is nothing to mend."""


def parse(text: bytes | str, most: int) -> Branch:
    """Return the root under its name, of at most so many elements.

    Raises:
        Hostile: it declares entities.
        TooMuch: it has more elements.
        Undecodable: it is no XML, or nested too deep.

    """
    from defusedxml import DefusedXmlException  # not above: who asks for the vendors' names alone has no parser
    from defusedxml.ElementTree import DefusedXMLParser

    tree = _Tree(most)
    parser = DefusedXMLParser(target=tree, forbid_entities=True, forbid_external=True)
    try:
        parser.feed(text)
        parser.close()
    except DefusedXmlException as error:
        raise Hostile(f"expected XML without entities: {type(error).__name__}: {error}") from error
    except Undecodable:
        raise
    except (ParseError, LookupError, ValueError) as error:  # the last two: of an encoding that the parser hasn't
        raise Undecodable(f"expected XML without entities: {type(error).__name__}: {error}") from error
    return tree.root


class _Tree:
    """Takes what a parser meets."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._open: list[Branch] = [{}]
        self._said: list[str] = []
        self._elements = 0

    def start(self, _: str, __: dict[str, str]) -> None:
        """Begin an element."""
        self._elements += 1
        if self._elements > self._most:
            raise TooMuch(f"expected an answer of at most {self._most:,} elements: ask for fewer hosts a page")
        if len(self._open) > DEEPEST:
            raise Undecodable(f"expected elements at most {DEEPEST} deep")
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
