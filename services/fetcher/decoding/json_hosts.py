"""A list of hosts whose quotes or brackets don't pair → its hosts: one that can't be read costs no other.

After such a host the list goes on where an object begins that is like the other hosts: it can be read, and has the
vendor's id and at least half of the names that a host has. Objects inside a host may have an id, but few of the names.
"""

import re
from collections.abc import Iterator

from services.fetcher.decoding.bounds import Undecodable
from services.fetcher.decoding.json_text import Json, lenient, mended
from services.fetcher.decoding.json_value import Attempts, Broken, Cut, TooDeep
from services.fetcher.decoding.unfit import Unfit, unread

MOST_ENDS = 50  # brackets that may be the list's last
LONGEST_TAIL = 1_000_000  # characters after a list

_OPENING = re.compile(r'\{(?=\s*")|(?<=:)\s*\[')
_BETWEEN = re.compile(r"[\s,]*")
_SAYS_SOMETHING = re.compile(r"[\w\"]")  # else it is a sign too many between two hosts
_NEXT = re.compile(r'\s*(?:[{\]]|,(?:\s*"(?P<name>(?:[^"\\]|\\.){0,200})"\s*:)?)')  # what may come after a host


class HostList:
    """The list that begins at a place of a text."""

    def __init__(self, text: str, start: int, key: str, attempts: Attempts | None = None) -> None:
        self._text, self._start, self._key = text, start, key
        self._attempts = attempts or Attempts(text)
        self._hosts: list[Json | Unfit] = []
        self._names: frozenset[str] | None = None
        self._is_cut = False  # the answer ends inside an object that was tried

    def read(self) -> tuple[list[Json | Unfit], Json]:
        """Return the hosts, and the answer with an empty list in their place.

        Raises:
            Undecodable: it ends too soon, or would take too long.

        """
        place = self._start + 1
        while True:
            place = _after(_BETWEEN, self._text, place)
            if self._text[place : place + 1] == "]" and (around := self._around(place + 1)) is not None:
                return self._hosts, around
            if place >= len(self._text):
                raise Undecodable("it ends too soon")
            following = self._host(place)
            if following is None:
                return self._last(place)
            place = following

    def _host(self, begin: int) -> int | None:
        """Take the host that begins here, and return where it ends; None if the list doesn't go on after it."""
        reason = Broken("its brackets don't pair")
        self._is_cut = False
        try:
            value, end = self._attempts.value(begin)
            if self._goes_on(end, value):
                self._hosts.append(value)
                return end
        except Broken as error:
            self._is_cut = isinstance(error, Cut)
            reason = error
        return self._mended_host(begin, reason)

    def _mended_host(self, begin: int, reason: Broken) -> int | None:
        """Take a host that can't be read as it is."""
        end = self._attempts.end(begin)
        end = end if end and self._goes_on(end) else None
        if end and (value := self._mended(begin, end)) is not None:
            self._hosts.append(value)
            return end
        following = None if isinstance(reason, TooDeep) else self._next_host(begin + 1, end)
        end = end if following is None else following
        is_value = isinstance(reason, TooDeep)  # of brackets alone, but no stray sign
        if end is not None and (is_value or _SAYS_SOMETHING.search(self._text, begin, end)):
            self._hosts.append(self._unread(begin, end, reason))
        return end

    def _mended(self, begin: int, end: int) -> Json | None:
        try:
            return lenient(mended(self._text[begin:end]))
        except ValueError:
            return None

    def _unread(self, begin: int, end: int, reason: ValueError) -> Unfit:
        return unread(mended(self._text[begin:end]).strip().rstrip(",").strip(), reason)

    def _goes_on(self, place: int, value: Json = None) -> bool:
        """Tell whether a host may end here: another one follows, or the list's end.

        If a field follows that this host has already, it is the next one's, whose brace is missing.
        """
        match = _NEXT.match(self._text, place)
        if match is None:
            return False
        if match["name"] is not None:
            return isinstance(value, dict) and match["name"] in value
        return match[0][-1] != "]" or self._around(match.end()) is not None

    def _around(self, place: int) -> Json | None:
        """Return the answer without its hosts, if the list ends here; None if it doesn't."""
        if len(self._text) - place > LONGEST_TAIL:
            return None
        self._attempts.spend(self._start + len(self._text) - place)
        try:
            return lenient(mended(f"{self._text[: self._start]}[]{self._text[place:]}"))
        except ValueError:
            return None

    def _next_host(self, begin: int, end: int | None) -> int | None:
        """Return where the next host begins."""
        if self._names is None:
            self._names = self._names_of_a_host()
        for place, value in self._objects(begin, end):
            if self._is_host(value):
                return place
        return None

    def _names_of_a_host(self) -> frozenset[str]:
        """Return the names of the object with the most of them that has the vendor's id."""
        objects = (value for _, value in self._objects(self._start + 1, None) if self._key in value)
        return frozenset(max(objects, key=len, default={}))

    def _is_host(self, value: Json) -> bool:
        names = self._names or frozenset()
        return isinstance(value, dict) and self._key in value and 2 * len(names & value.keys()) >= len(names)

    def _holds_a_host(self, value: Json) -> bool:
        """Tell whether a host is inside a value: then that value's end is another's."""
        inside = [value]
        while inside:
            value = inside.pop()
            values = value.values() if isinstance(value, dict) else value
            nested = [one for one in values if isinstance(one, dict | list)]
            if any(map(self._is_host, nested)):
                return True
            inside += nested
        return False

    def _objects(self, begin: int, end: int | None) -> Iterator[tuple[int, Json]]:
        """Give the objects that can be read, and where they begin; of one that is inside another, hosts alone."""
        place, last = begin, len(self._text) if end is None else end
        while opening := _OPENING.search(self._text, place, last):
            first = opening.end() - 1
            place = opening.end()
            try:
                value, after = self._attempts.value(first)
            except TooDeep:
                return
            except Cut:
                self._is_cut = True
                continue
            except Broken as error:
                after = self._mendable(first, last) if error.is_mendable else 0
                if not after:
                    continue
                value = self._mended(first, after)
            if isinstance(value, dict):
                yield first, value
            if not self._holds_a_host(value):
                place = after

    def _mendable(self, begin: int, last: int) -> int:
        """Return where an object ends that can be read when it is mended; 0 if there is none."""
        end = self._attempts.end(begin)
        is_whole = end and end <= last and self._mended(begin, end) is not None
        return end if end and is_whole else 0

    def _last(self, begin: int) -> tuple[list[Json | Unfit], Json]:
        """Take all up to the list's end as one host that can't be read."""
        if self._is_cut:
            raise Undecodable("it ends too soon")
        ends: list[tuple[int, Json]] = []
        place = len(self._text)
        for _ in range(MOST_ENDS):
            place = self._text.rfind("]", begin, place)
            if place < 0:
                break
            is_after_a_host = self._text[begin:place].rstrip()[-1:] in {"}", "]"}
            if is_after_a_host and (around := self._around(place + 1)) is not None:
                ends.append((place, around))
        if not ends:
            raise Undecodable("it ends too soon")
        end, around = ends[-1]
        return [*self._hosts, self._unread(begin, end, Undecodable("its brackets or quotes don't pair"))], around


def _after(pattern: re.Pattern[str], text: str, place: int) -> int:
    match = pattern.match(text, place)
    return match.end() if match else place
