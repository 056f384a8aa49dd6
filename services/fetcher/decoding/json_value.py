"""Reads single values of a JSON text that isn't valid, in a bounded time."""

from json import JSONDecodeError

from services.fetcher.decoding.bounds import Undecodable
from services.fetcher.decoding.json_text import DECODER, Json, value_end

WINDOWS = (8_000, 1_000_000)  # characters that are looked at; a longer host fits no message
MOST_ATTEMPTS = 20_000
MOST_PASSES = 6  # over the whole text, all attempts together
LEAST = 10_000_000  # characters that may be looked at, however short the text is
SLOWER = 5  # times: brackets are counted by us
WORDS = ("true", "false", "null", "NaN", "Infinity", "-Infinity")


class Broken(ValueError):
    """No value can be read here."""

    @property
    def is_mendable(self) -> bool:
        """Tell whether a character is wrong, not the structure."""
        return str(self).startswith("Invalid")


class Cut(Broken):
    """The text ends inside a value."""


class TooDeep(Broken):
    """A value is nested too deep."""


class Attempts:
    """Attempts to read a value of a text: so many, and no more."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._left = MOST_PASSES * len(text) + LEAST
        self.count = 0

    def value(self, begin: int) -> tuple[Json, int]:
        """Return the value that begins here, and where it ends.

        Raises:
            Broken: there is none.
            Undecodable: too much was tried.

        """
        for length in WINDOWS:
            window = self._text[begin : begin + length]
            is_rest = begin + len(window) >= len(self._text)
            self.count += 1
            try:
                value, end = DECODER.raw_decode(window)
            except RecursionError:
                self.spend(len(window))
                raise TooDeep("it is nested too deep") from None
            except JSONDecodeError as error:
                self.spend(error.pos + 100)
                if not _is_at_end(error, window):
                    raise Broken(str(error)) from None
                if is_rest:
                    raise Cut("it ends too soon") from None
            else:
                self.spend(end)
                return value, begin + end
        raise Broken("it is too long")

    def end(self, begin: int) -> int | None:
        """Return where the object or list that begins here ends, by its brackets; None if they don't pair.

        Raises:
            Undecodable: too much was tried.

        """
        end = value_end(self._text, begin, WINDOWS[-1])
        looked_at = (end or min(len(self._text), begin + WINDOWS[-1])) - begin
        self.spend(SLOWER * looked_at)
        return end

    def spend(self, characters: int) -> None:
        """Note that so many characters were looked at.

        Raises:
            Undecodable: it is too much.

        """
        self._left -= characters
        if self._left < 0 or self.count > MOST_ATTEMPTS:
            raise Undecodable("too much of it can't be read")


def _is_at_end(error: JSONDecodeError, window: str) -> bool:
    """Tell whether all that is wrong is that the text ends."""
    rest = window[error.pos :].strip()
    if error.msg.startswith("Unterminated string"):
        return True
    is_cut_escape = "escape" in error.msg and len(rest) < len("u0000")
    return not rest or is_cut_escape or any(word.startswith(rest) for word in WORDS)
