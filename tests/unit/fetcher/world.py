"""What the fetcher meets in its tests: a vendor that does as it is told, and a loop in which waits take no time."""

import asyncio
import json
import selectors
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx
from pydantic import AnyHttpUrl, SecretStr

from services.fetcher.client import Client
from services.fetcher.core import Answer, Ask, Page
from services.fetcher.settings import FetcherSettings
from services.fetcher.vendors import discover
from services.fetcher.vendors._assessment import AssessmentSettings
from services.fetcher.vendors.crowdstrike import CrowdStrikeSettings
from services.fetcher.vendors.qualys import QualysSettings
from shared.adapters.clock import ManualClock
from shared.errors import RollcallError, Temporary
from shared.settings import Settings

T = TypeVar("T")
NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
END = "Error invalid skip/limit combo (>number of hosts)"
SECRET = "s3cret-5d1f"  # noqa: S105 - of a vendor that isn't there
Answering = Callable[[httpx.Request], httpx.Response]

QUALYS, CROWDSTRIKE = discover()["qualys"], discover()["crowdstrike"]


class _Ahead(selectors.SelectSelector):
    """A selector that goes ahead in time in place of waiting for it; it waits for others' words alone."""

    ahead = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Return what is ready."""
        if timeout is None:
            return super().select()
        found = super().select(0)
        self.ahead += 0 if found else max(timeout, 0)
        return found


class HastyLoop(asyncio.SelectorEventLoop):
    """A loop whose clock jumps to what is due next."""

    def __init__(self) -> None:
        self._ahead = _Ahead()
        super().__init__(self._ahead)

    def time(self) -> float:
        """Return its own time."""
        return super().time() + self._ahead.ahead


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run to the end, waiting for nothing."""
    with asyncio.Runner(loop_factory=HastyLoop) as runner:
        return runner.run(work)


def settings_of(name: str = "qualys", url: str = "https://api.example.com", token: str = SECRET) -> AssessmentSettings:
    """Return a vendor's settings."""
    group = {"qualys": QualysSettings, "crowdstrike": CrowdStrikeSettings}[name]
    return group(url=AnyHttpUrl(url), token=SecretStr(token))


@dataclass
class Api:
    """The assessment API over these hosts, two a page; `trouble` answers in its place as long as it has something."""

    hosts: dict[str, Sequence[Any]] = field(default_factory=dict)  # Any: a vendor may send what it likes
    trouble: dict[str, list[httpx.Response | Exception]] = field(default_factory=dict)
    asked: list[tuple[str, int, int]] = field(default_factory=list)

    def answer(self, request: httpx.Request) -> httpx.Response:
        """Return the answer to a request."""
        name = urlsplit(str(request.url)).path.split("/")[2]
        skip, limit = (int(request.url.params[one]) for one in ("skip", "limit"))
        self.asked.append((name, skip, limit))
        for wrong in self.trouble.get(name, [])[:1]:
            self.trouble[name].pop(0)
            if isinstance(wrong, Exception):
                raise wrong
            return wrong
        hosts = self.hosts.get(name, ())
        if skip + limit > len(hosts):
            return httpx.Response(500, text=END)
        return httpx.Response(200, content=json.dumps(hosts[skip:][:limit]))


class Body(httpx.AsyncByteStream):
    """A body as it comes from a wire."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Give it whole."""
        yield self._body


def client(answering: Answering, **settings: float) -> Client:
    """Return a client whose requests are answered by a function."""

    def answer(request: httpx.Request) -> httpx.Response:
        said = answering(request)
        return httpx.Response(said.status_code, headers=said.headers, stream=Body(said.content))

    http = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    return Client(http, ManualClock(NOON), FetcherSettings(**settings))  # type: ignore[arg-type]


def waited(asking: Client) -> float:
    """Return the seconds that a client of `client` let vendors alone."""
    return (asking._clock.now() - NOON).total_seconds()


@dataclass
class Careless:
    """A vendor that sends any secret, and whose errors repeat what was answered."""

    url: str
    secret: str
    error: type[RollcallError] = Temporary
    name: str = "careless"
    settings: type[Settings] = AssessmentSettings

    def first(self, settings: Settings) -> str:  # noqa: ARG002 - a vendor's form
        """Return a place."""
        return ""

    def ask(self, settings: Settings, cursor: str) -> Ask:  # noqa: ARG002 - a vendor's form
        """Send the secret."""
        return Ask("POST", self.url, headers={"token": self.secret})

    def read(self, cursor: str, answer: Answer) -> Page:  # noqa: ARG002 - a vendor's form
        """Fail."""
        raise self.error(f"it said {answer.body!r}")


@dataclass
class Preparing:
    """A vendor that prepares its answer: until the last of these answers it is to be left alone for some seconds."""

    seconds: float
    polls: int
    name: str = "preparing"
    settings: type[Settings] = AssessmentSettings

    def first(self, settings: Settings) -> str:  # noqa: ARG002 - a vendor's form
        """Return a place."""
        return "0"

    def ask(self, settings: Settings, cursor: str) -> Ask:  # noqa: ARG002 - a vendor's form
        """Ask whether it is ready."""
        return Ask("GET", "https://api.example.com/ready", {"poll": cursor})

    def is_answer(self, cursor: str, answer: Answer) -> bool:  # noqa: ARG002 - a vendor's form
        """Take a 404 and a 409 that say something."""
        return answer.status in {404, 409} and answer.body.startswith(b"ours")

    def read(self, cursor: str, answer: Answer) -> Page:
        """Return no hosts until it is ready."""
        if int(cursor) < self.polls:
            return Page((), str(int(cursor) + 1), wait=self.seconds)
        return Page([{"status": answer.status}], None)
