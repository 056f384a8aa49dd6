"""Why a Redis that is there can't be used: one of us speaks TLS and the other doesn't, which looks like silence."""

import asyncio
from contextlib import suppress
from urllib.parse import urlsplit

from shared.adapters.tls import speaks_tls
from shared.errors import SettingError

LONGEST = 5.0  # seconds that an answer may take


def has_tls(url: str) -> bool:
    """Tell whether an address asks for TLS."""
    return urlsplit(url).scheme == "rediss"


async def wrong_protocol(url: str) -> SettingError | None:
    """Return what is wrong with an address as its server shows it; None if the server may just be away."""
    address = urlsplit(url)
    host, port = address.hostname or "localhost", address.port or 6379
    if has_tls(url) and await _answers_in_the_clear(host, port):
        return SettingError("REDIS_URL: expected a server that speaks TLS, as the address is rediss://; it doesn't")
    if not has_tls(url) and await speaks_tls(host, port):
        return SettingError("REDIS_URL: expected an address like rediss://host:6379/0, as the server speaks TLS")
    return None


async def _answers_in_the_clear(host: str, port: int) -> bool:
    """Tell whether a port answers Redis' protocol without TLS, be it that it wants a password first."""
    try:
        async with asyncio.timeout(LONGEST):
            reader, writer = await asyncio.open_connection(host, port)
            writer.write(b"PING\r\n")
            answer = await reader.readline()
    except (OSError, TimeoutError, ValueError):
        return False
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()
    return answer.startswith((b"+PONG", b"-NOAUTH"))
