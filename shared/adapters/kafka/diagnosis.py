"""Why a broker that is there can't be used: which setting is wrong.

aiokafka's first connection has one error for every cause, so a port is asked step by step, as Kafka's protocol has it:
does it speak TLS, does it take our certificate, does it have SASL, with which mechanisms, and does it know the user.
"""

import asyncio
import ssl
import struct
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from aiokafka.conn import collect_hosts, create_conn
from aiokafka.errors import KafkaError

from shared.adapters import tls
from shared.adapters.kafka.faults import explain
from shared.adapters.kafka.link import Link
from shared.errors import SettingError, Temporary

LONGEST = 10.0  # seconds for all questions to one broker
_SASL_HANDSHAKE, _VERSION = 17, 1  # Kafka's protocol: the request that asks for a SASL mechanism
_NO_SASL_HERE, _NO_SUCH_MECHANISM = 34, 33  # its errors ILLEGAL_SASL_STATE and UNSUPPORTED_SASL_MECHANISM
_MOST = 10_000  # bytes of its answer; it lists some names


@dataclass(frozen=True, slots=True)
class _Handshake:
    """What a broker answers to the request for a mechanism: an error's code or 0, and the mechanisms that it has."""

    code: int
    mechanisms: Sequence[str]


async def wrong_setting(link: Link) -> SettingError | None:
    """Return what is wrong in our settings as far as the brokers show it; None if they may just be away."""
    for host, port, _ in collect_hosts(link.servers):
        try:
            async with asyncio.timeout(LONGEST):
                await _ask(link, host, port)
        except SettingError as error:
            return error
        except (OSError, KafkaError, Temporary, TimeoutError, asyncio.IncompleteReadError):
            continue
    return None


async def _ask(link: Link, host: str, port: int) -> None:
    """Raise SettingError if this broker shows that a setting is wrong."""
    context = link.options.get("ssl_context")
    try:
        handshake = await _handshake(host, port, context, link.settings.sasl_mechanism)
    except (OSError, asyncio.IncompleteReadError) as error:
        await _explain_connection(link, host, port, error)
        raise
    _check_sasl(link, handshake)
    await _log_in(link, host, port)


async def _handshake(host: str, port: int, context: ssl.SSLContext | None, mechanism: str) -> _Handshake:
    reader, writer = await asyncio.open_connection(host, port, ssl=context)
    try:
        name = mechanism.encode()
        request = struct.pack(f">hhihh{len(name)}s", _SASL_HANDSHAKE, _VERSION, 0, -1, len(name), name)
        writer.write(struct.pack(">i", len(request)) + request)
        (size,) = struct.unpack(">i", await reader.readexactly(4))
        if not 10 <= size <= _MOST:
            raise ConnectionError(f"expected an answer of Kafka's, got one of {size} bytes")
        return _read(await reader.readexactly(size))
    finally:
        writer.close()
        with suppress(OSError, ssl.SSLError):
            await writer.wait_closed()


def _read(answer: bytes) -> _Handshake:
    code, count = struct.unpack_from(">4xhi", answer)
    mechanisms: list[str] = []
    at = 10
    while len(mechanisms) < count and at + 2 <= len(answer):
        (length,) = struct.unpack_from(">h", answer, at)
        mechanisms.append(answer[at + 2 : at + 2 + length].decode(errors="replace"))
        at += 2 + max(length, 0)
    return _Handshake(code, mechanisms)


async def _explain_connection(link: Link, host: str, port: int, error: Exception) -> None:
    """Raise SettingError if it shows that a certificate or the protocol is wrong."""
    protocol = link.settings.security_protocol
    if protocol.endswith("SSL"):
        if await _speaks_kafka(host, port):
            raise _wrong_protocol(protocol, f"{host}:{port} doesn't speak TLS") from error
        if wrong := tls.wrong_setting("KAFKA", "KAFKA_BOOTSTRAP_SERVERS", error):
            raise wrong from error
    elif not isinstance(error, ConnectionRefusedError) and await tls.speaks_tls(host, port):
        raise _wrong_protocol(protocol, f"{host}:{port} speaks TLS") from error


async def _speaks_kafka(host: str, port: int) -> bool:
    """Tell whether a port answers Kafka's protocol without TLS."""
    try:
        await _handshake(host, port, None, "PLAIN")
    except (OSError, asyncio.IncompleteReadError):
        return False
    return True


def _check_sasl(link: Link, handshake: _Handshake) -> None:
    protocol, mechanism = link.settings.security_protocol, link.settings.sasl_mechanism
    if protocol.startswith("SASL"):
        if handshake.code == _NO_SASL_HERE:
            raise _wrong_protocol(protocol, "this port has no SASL")
        if handshake.code == _NO_SUCH_MECHANISM:
            known = ", ".join(handshake.mechanisms)[:200]
            raise SettingError(f"KAFKA_SASL_MECHANISM: expected one that the broker has ({known}); got {mechanism}")
    elif handshake.code in {0, _NO_SUCH_MECHANISM}:
        raise _wrong_protocol(protocol, "this port wants SASL")


def _wrong_protocol(protocol: str, reason: str) -> SettingError:
    return SettingError(f"KAFKA_SECURITY_PROTOCOL: expected what the broker speaks; got {protocol}, but {reason}")


async def _log_in(link: Link, host: str, port: int) -> None:
    """Connect as aiokafka does, which says what it thinks of user and password."""
    options = {name: value for name, value in link.options.items() if name != "bootstrap_servers"}
    try:
        connection = await create_conn(host, port, **options)
    except KafkaError as error:
        explain(link.servers, error)
    connection.close()
