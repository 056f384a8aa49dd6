"""The only place that talks to vendors: time-outs, retries with jitter, what a vendor asks us to wait, TLS verified."""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from email.utils import parsedate_to_datetime
from random import random

import httpx
import stamina
from pydantic import SecretStr

from services.fetcher.core import Answer, Ask, Page, Vendor
from services.fetcher.settings import FetcherSettings
from shared.errors import RollcallError, Temporary, VendorRefused
from shared.ports import Clock
from shared.settings import Settings

LONGEST_ASKED = 3600.0  # seconds that a vendor may make us wait
JITTER = 1.0  # seconds, at most, that a wait is longer than it has to be: not all come back at once


class Client:
    """Asks vendors for pages."""

    def __init__(self, http: httpx.AsyncClient, clock: Clock, settings: FetcherSettings) -> None:
        self._http, self._clock, self._settings = http, clock, settings

    async def page(self, vendor: Vendor, settings: Settings, cursor: str) -> Page:
        """Return the page at `cursor`, asked for again as long as that may help.

        Raises:
            Temporary: it didn't help within the attempts allowed.
            VendorRefused: our credentials were refused.

        """
        retries = stamina.retry_context(
            on=_backoff,
            attempts=self._settings.attempts,
            timeout=None,
            wait_initial=0.5,
            wait_max=self._settings.longest_wait,
            wait_jitter=JITTER,
        )
        async for attempt in retries:
            with attempt, _no_secrets(settings):
                return await self._once(vendor, settings, cursor)
        raise AssertionError("unreachable: the last attempt raises")

    async def _once(self, vendor: Vendor, settings: Settings, cursor: str) -> Page:
        answer = await self._send(vendor.name, vendor.ask(settings, cursor))
        if answer.status in (401, 403, 404):
            raise VendorRefused(
                f"{vendor.name} answered {answer.status}: check {settings.variable('token')} "
                f"(a 404 may be a wrong token too) and {settings.variable('url')}"
            )
        if answer.status in (429, 503):
            raise Temporary(f"{vendor.name} answered {answer.status}", self._asked_to_wait(answer))
        return vendor.read(cursor, answer)

    async def _send(self, name: str, ask: Ask) -> Answer:
        try:
            async with self._http.stream(
                ask.method, ask.url, params=ask.params or None, headers=ask.headers, content=ask.body or None
            ) as response:
                return Answer(response.status_code, dict(response.headers), await self._body(name, response))
        except httpx.InvalidURL as error:
            raise VendorRefused(f"{ask.place!r} is no URL: {error}") from error
        except (httpx.LocalProtocolError, UnicodeEncodeError):  # it would show the header, and so the secret
            raise VendorRefused(f"{name}: a header for {ask.place} can't be sent: is its secret plain ASCII?") from None
        except httpx.HTTPError as error:
            raise Temporary(f"{name} can't be reached at {ask.place}: {type(error).__name__}: {error}") from error

    async def _body(self, name: str, response: httpx.Response) -> bytes:
        """Return the answer's body; of what is compressed no more is taken out than the limit allows."""
        limit = self._settings.max_answer
        gzip = _gzip(name, response.headers.get("content-encoding", ""))
        body = bytearray()
        async for chunk in response.aiter_raw():
            try:
                body += gzip.decompress(chunk, limit + 1 - len(body)) if gzip else chunk
            except zlib.error as error:
                raise Temporary(f"{name}: the answer says it is gzip and isn't: {error}") from error
            if len(body) > limit:
                raise Temporary(f"{name}: the answer is longer than FETCHER_MAX_ANSWER={limit} bytes")
        if gzip and body and not gzip.eof:
            raise Temporary(f"{name}: the compressed answer ends too soon")
        return bytes(body)

    def _asked_to_wait(self, answer: Answer) -> float:
        asked = retry_after(answer.headers.get("retry-after", ""), self._clock.now())
        return asked + random() * JITTER if asked else 0.0  # noqa: S311 - it hides nothing


def retry_after(text: str, now: datetime) -> float:
    """Return the seconds that a Retry-After header asks for (RFC 9110, 10.2.3): a number or a date; 0 if neither."""
    try:
        seconds = float(text) if text.strip().isdigit() else (parsedate_to_datetime(text) - now).total_seconds()
    except (ValueError, TypeError, OverflowError):
        return 0.0
    return min(max(seconds, 0.0), LONGEST_ASKED)


def _gzip(name: str, encoding: str) -> "zlib._Decompress | None":
    """Return what takes the answer out of its compression, of which we ask for one kind, once."""
    match encoding.strip().lower():
        case "" | "identity":
            return None
        case "gzip" | "x-gzip":
            return zlib.decompressobj(zlib.MAX_WBITS | 16)  # with gzip's header
        case other:
            raise Temporary(f"{name}: expected an answer that is plain or gzip, got {other[:80]!r}")


@contextmanager
def _no_secrets(settings: Settings) -> Iterator[None]:
    """Take the vendor's secrets out of an error's message: an answer may repeat what it was sent."""
    try:
        yield
    except RollcallError as error:
        said = str(error)
        for _, value in settings:
            if isinstance(value, SecretStr) and (secret := value.get_secret_value()):
                said = said.replace(secret, "***")
        error.args = (said,)
        raise


def _backoff(error: Exception) -> bool | float:
    """Tell stamina whether and how long to wait: as long as the vendor asked, else its own growing time."""
    if not isinstance(error, Temporary):
        return False
    return error.delay if error.delay > 1 else True


def connect(settings: FetcherSettings) -> httpx.AsyncClient:
    """Return the connection pool; certificates are always verified."""
    return httpx.AsyncClient(
        timeout=settings.timeout, follow_redirects=False, verify=True, headers={"accept-encoding": "gzip"}
    )
