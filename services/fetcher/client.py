"""The only place that talks to vendors: time-outs, retries with jitter, what a vendor asks us to wait, TLS verified."""

from datetime import datetime
from email.utils import parsedate_to_datetime

import httpx
import stamina

from services.fetcher.core import Answer, Ask, Page, Vendor
from services.fetcher.settings import FetcherSettings
from shared.errors import Temporary, VendorRefused
from shared.ports import Clock
from shared.settings import Settings

LONGEST_ASKED = 3600.0  # seconds that a vendor may make us wait


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
            wait_jitter=1.0,
        )
        async for attempt in retries:
            with attempt:
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
                body = bytearray()
                async for chunk in response.aiter_bytes():
                    body += chunk
                    if len(body) > self._settings.max_answer:
                        limit = f"FETCHER_MAX_ANSWER={self._settings.max_answer}"
                        raise Temporary(f"{name}: the answer is longer than {limit} bytes")
                return Answer(response.status_code, dict(response.headers), bytes(body))
        except httpx.HTTPError as error:
            raise Temporary(f"{name} can't be reached at {ask.place}: {type(error).__name__}: {error}") from error
        except httpx.InvalidURL as error:
            raise VendorRefused(f"{ask.place!r} is no URL: {error}") from error

    def _asked_to_wait(self, answer: Answer) -> float:
        return retry_after(answer.headers.get("retry-after", ""), self._clock.now())


def retry_after(text: str, now: datetime) -> float:
    """Return the seconds that a Retry-After header asks for (RFC 9110, 10.2.3): a number or a date; 0 if neither."""
    try:
        seconds = float(text) if text.strip().isdigit() else (parsedate_to_datetime(text) - now).total_seconds()
    except (ValueError, TypeError):
        return 0.0
    return min(max(seconds, 0.0), LONGEST_ASKED)


def _backoff(error: Exception) -> bool | float:
    """Tell stamina whether and how long to wait: as long as the vendor asked, else its own growing time."""
    if not isinstance(error, Temporary):
        return False
    return error.delay if error.delay > 1 else True


def connect(settings: FetcherSettings) -> httpx.AsyncClient:
    """Return the connection pool; certificates are always verified."""
    return httpx.AsyncClient(timeout=settings.timeout, follow_redirects=False, verify=True)
