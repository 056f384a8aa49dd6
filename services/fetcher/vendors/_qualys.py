"""What Qualys' APIs have in common: an account's name and password, and how a sync remembers when it began."""

from base64 import b64encode
from datetime import timedelta
from typing import Self
from urllib.parse import urlsplit

from pydantic import AnyHttpUrl, Field, SecretStr

from services.fetcher.core import Answer
from services.fetcher.dates import said_at
from shared.settings import Settings

NOT_COUNTED = frozenset({400, 401, 403, 404, 405})  # to the question how many there are; hosts may come all the same
OVERLAP = timedelta(minutes=15)  # asked for again: changes become visible a little later than they are dated


class QualysAccount(Settings):
    """Where an API is, who asks, and how much at once."""

    url: AnyHttpUrl | None = None

    username: str | None = None
    """An account that may use the API and see the hosts. Unset: not fetched."""

    password: SecretStr | None = None
    """The account's password. Unset: not fetched."""

    concurrency: int = Field(2, ge=1, le=100)
    """Requests that the subscription may have open at once, those of all fetchers together."""

    @property
    def base(self) -> str:
        """Return the server's address, without a slash at its end."""
        return str(self.url).rstrip("/")

    @property
    def basic(self) -> str:
        """Return the header that tells who asks."""
        return f"Basic {b64encode(f'{self.username}:{self.secret}'.encode()).decode()}"

    @property
    def secret(self) -> str:
        """Return the password."""
        return self.password.get_secret_value() if self.password else ""

    def turns(self, path: str) -> tuple[str, int]:
        """Return for whom requests are counted that are open at once, and how many may be.

        The vendor counts by subscription and API. Which accounts are of one subscription can't be known: all of a
        tenant's are.
        """
        return f"{self.variable('')} {urlsplit(self.base).netloc}{path}", self.concurrency

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Return a vendor's settings as this API's, which they are.

        Raises:
            ValueError: they are another API's, or lack something.

        """
        if not isinstance(settings, cls):
            raise ValueError(f"expected {cls.__name__}, got {type(settings).__name__}")  # noqa: TRY004 - as below
        if None in {settings.url, settings.username, settings.password}:
            raise ValueError(f"expected {settings.variable('*')} with a url, a username and a password")
        return settings


def now(answer: Answer) -> str:
    """Return the vendor's time a little earlier; nothing if it doesn't say: then all hosts are asked for again."""
    moment = said_at(answer)
    return (moment - OVERLAP).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else ""
