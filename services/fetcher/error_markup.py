"""XML and pages for people, read only for the words of an error: any bytes give some tree, none give an error. Pure."""

from html.parser import HTMLParser
from typing import Any

Tree = dict[str, Any]  # Any: a text, a tree, or a list of these
MOST_ELEMENTS = 5_000
DEEPEST = 40
PAGE = frozenset({"html", "body", "head", "title", "h1", "p", "center", "div"})
HIDDEN = frozenset({"script", "style", "template", "noscript"})
EMPTY = frozenset({"br", "hr", "img", "input", "link", "meta"})  # elements that nothing ends


def read_markup(text: str) -> tuple[Tree, str]:
    """Return a markup's elements as objects of texts, and if it is a page for people, what that one reads."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader.root, reader.page


class _Reader(HTMLParser):
    """Takes elements as they come; one that isn't ended ends with what is around it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root: Tree = {}
        self._open: list[tuple[str, Tree, list[str]]] = [("", self.root, [])]
        self._elements = 0
        self._is_page = False
        self._title: list[str] = []
        self._read: list[str] = []

    @property
    def page(self) -> str:
        """Return the title and then the text of a page; nothing of XML."""
        if not self._is_page:
            return ""
        title, rest = (" ".join(" ".join(parts).split()) for parts in (self._title, self._read))
        return f"{title}: {rest}" if title and rest and not rest.startswith(title) else rest or title

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the parser's form
        self._elements += 1
        self._is_page = self._is_page or tag in PAGE
        if tag not in EMPTY and len(self._open) <= DEEPEST and self._elements <= MOST_ELEMENTS:
            self._open.append((tag, {}, []))

    def handle_endtag(self, tag: str) -> None:
        if tag in {name for name, _, _ in self._open[1:]}:
            while self._end() != tag:
                pass

    def handle_data(self, data: str) -> None:
        names = {name for name, _, _ in self._open}
        if names & HIDDEN:
            return
        self._open[-1][2].append(data)
        (self._title if "title" in names else self._read).append(data)

    def unknown_decl(self, data: str) -> None:
        if data.upper().startswith("CDATA["):
            self.handle_data(data[len("CDATA[") :])

    def close(self) -> None:
        super().close()
        while len(self._open) > 1:
            self._end()

    def _end(self) -> str:
        """Put the innermost element into the one around it; return its name."""
        name, inner, texts = self._open.pop()
        self._open[-1][1].setdefault(name, []).append(inner or "".join(texts).strip())
        return name
