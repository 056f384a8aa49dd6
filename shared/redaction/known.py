"""The secrets that this process has: who reads or is given one says so here; what it writes is searched for them."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from typing import Any

from shared.redaction.redactor import Redactor

MOST = 500  # secrets, the latest; a token that was given hours ago opens nothing any more
LEAST = 8  # characters of a part that is hidden: what we write has words and numbers that six might be in
AS_THEY_ARE = frozenset({"event", "level", "service", "timestamp"})  # fields of a line that nobody else has words in


class Known:
    """Secrets, and how to take them out of what is written."""

    def __init__(self) -> None:
        self._secrets: OrderedDict[str, None] = OrderedDict()
        self._redactor: Redactor | None = None

    def learn(self, secrets: Iterable[str]) -> None:
        """Remember secrets of this process."""
        for secret in filter(None, secrets):
            if secret not in self._secrets:
                self._redactor = None
            self._secrets[secret] = None
            self._secrets.move_to_end(secret)
        while len(self._secrets) > MOST:
            self._secrets.popitem(last=False)

    def redacted(self, text: str) -> str:
        """Return a text without them."""
        if self._redactor is None:
            self._redactor = Redactor(self._secrets)
        return self._redactor.redacted(text, LEAST)

    def redacted_value(self, value: Any) -> Any:  # Any: what a log line may hold
        """Return a value of a line without them; what has none is returned as it is."""
        if isinstance(value, bool | int | float | None):
            return value
        if isinstance(value, Mapping):
            return {name: self.redacted_value(one) for name, one in value.items()}
        if isinstance(value, list | tuple):
            return [self.redacted_value(one) for one in value]
        text = str(value)
        clean = self.redacted(text)
        return value if clean == text else clean

    def redacted_line(self, line: Mapping[str, Any]) -> dict[str, Any]:  # Any: as above
        """Return the fields of a log line without them."""
        return {name: value if name in AS_THEY_ARE else self.redacted_value(value) for name, value in line.items()}


KNOWN = Known()
