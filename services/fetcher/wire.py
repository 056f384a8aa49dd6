"""A request and its answer over HTTP: certificates verified, redirects not followed, no answer longer than allowed.

Neither in bytes nor in time: a vendor that sends a byte now and then never lets a read wait too long.
"""

import asyncio
import os
import zlib
from io import BytesIO

import httpx

from services.fetcher.core import Answer, Ask
from services.fetcher.decoding.bounds import most_bytes
from services.fetcher.proxies import proxies
from services.fetcher.routes import Routes
from services.fetcher.settings import FetcherSettings
from services.fetcher.trust import trusted
from shared.errors import Temporary, VendorRefused
from shared.redaction.known import KNOWN


def connect(settings: FetcherSettings) -> httpx.AsyncClient:
    """Return the connection pool; certificates are always verified. The environment names proxies and authorities.

    Raises:
        SettingError: what it names can't be used; the message has the variable.

    """
    named = proxies(os.environ)
    KNOWN.learn(proxy.password for proxy in named.by_scheme.values())
    return httpx.AsyncClient(
        transport=Routes(named, trusted(os.environ)),
        trust_env=False,
        timeout=settings.timeout,
        follow_redirects=False,
        headers={"accept-encoding": "gzip"},
    )


async def send(http: httpx.AsyncClient, name: str, ask: Ask, settings: FetcherSettings) -> Answer:
    """Return the answer of the vendor `name`, of no more bytes and seconds than the settings allow.

    Raises:
        Temporary: there is none, or none that can be taken.
        VendorRefused: the request can't be sent.

    """
    longest = settings.answer_timeout
    try:
        async with asyncio.timeout(longest):
            return await _exchange(http, name, ask, settings.max_answer)
    except TimeoutError as error:
        raise Temporary(
            f"{name}: the answer of {ask.place} isn't whole after FETCHER_ANSWER_TIMEOUT={longest:g} seconds"
        ) from error
    except httpx.InvalidURL as error:
        raise VendorRefused(f"{ask.place!r} is no URL: {error}") from error
    except (httpx.LocalProtocolError, UnicodeEncodeError):  # it would show the header, and so the secret
        raise VendorRefused(f"{name}: a header for {ask.place} can't be sent: is its secret plain ASCII?") from None
    except httpx.HTTPError as error:
        raise Temporary(f"{name} can't be reached at {ask.place}: {type(error).__name__}: {error}") from error


def _limit(ask: Ask, limit: int) -> tuple[int, str]:
    """Return how many bytes an answer may have, and why: what was asked for may be less than the setting allows."""
    most = most_bytes(ask.hosts)
    if ask.hosts and most < limit:
        return most, f"{most} bytes, enough for the {ask.hosts} hosts that were asked for"
    return limit, f"FETCHER_MAX_ANSWER={limit} bytes"


async def _exchange(http: httpx.AsyncClient, name: str, ask: Ask, limit: int) -> Answer:
    async with http.stream(
        ask.method, ask.url, params=ask.params or None, headers=ask.headers, content=ask.body or None
    ) as response:
        body = await _body(name, response, _limit(ask, limit))
        return Answer(response.status_code, dict(response.headers), body, ask.hosts)


async def _body(name: str, response: httpx.Response, most: tuple[int, str]) -> bytes:
    """Return the answer's body; of what is compressed no more is taken out than the limit allows."""
    limit, words = most
    gzip = _gzip(name, response.headers.get("content-encoding", ""))
    body, size = BytesIO(), 0  # gives its bytes without a copy of them
    async for chunk in response.aiter_raw():
        try:
            size += body.write(gzip.decompress(chunk, limit + 1 - size) if gzip else chunk)
        except zlib.error as error:
            raise Temporary(f"{name}: the answer says it is gzip and isn't: {error}") from error
        if size > limit:
            raise Temporary(f"{name}: the answer is longer than {words}")
    if gzip and size and not gzip.eof:
        raise Temporary(f"{name}: the compressed answer ends too soon")
    return body.getvalue()


def _gzip(name: str, encoding: str) -> "zlib._Decompress | None":
    """Return what takes the answer out of its compression, of which we ask for one kind, once."""
    match encoding.strip().lower():
        case "" | "identity":
            return None
        case "gzip" | "x-gzip":
            return zlib.decompressobj(zlib.MAX_WBITS | 16)  # with gzip's header
        case other:
            raise Temporary(f"{name}: expected an answer that is plain or gzip, got {other[:80]!r}")
