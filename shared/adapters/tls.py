"""Certificates of ours and of authorities as settings name them, and whether a port speaks TLS at all."""

import asyncio
import re
import ssl
from contextlib import suppress
from pathlib import Path

from shared.errors import SettingError

HANDSHAKE = 5.0  # seconds that a handshake may take when a port is only asked whether it speaks TLS
_NO_TLS = ("WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "PACKET_LENGTH_TOO_LONG", "HTTP_REQUEST")
# What the other side says of our certificate: that there is none, or that it takes no such.
_ALERT = re.compile(r"ALERT_(?:CERTIFICATE|BAD_CERTIFICATE|UNSUPPORTED_CERTIFICATE|UNKNOWN_CA|HANDSHAKE_FAILURE)")


def trusting(
    prefix: str, ca_file: Path | None, cert_file: Path | None = None, key_file: Path | None = None, password: str = ""
) -> ssl.SSLContext:
    """Return a context that checks certificate and name, and shows ours if there is one.

    Args:
        prefix: of the variables, `KAFKA`: the others are named after it
        ca_file: certificates that are trusted, as PEM; None: those of the system
        cert_file: our certificate, as PEM; None: we show none
        key_file: its key, as PEM; None: it is in the same file
        password: of the key, if it is encrypted

    Raises:
        SettingError: a file isn't what it should be.

    """
    try:
        context = ssl.create_default_context(cafile=ca_file)
    except (OSError, ssl.SSLError) as error:
        raise SettingError(f"{prefix}_CA_FILE: expected certificates as PEM; got {ca_file}: {error}") from error
    if cert_file is None:
        if key_file is not None:
            raise SettingError(f"{prefix}_CERT_FILE: expected a certificate, as {prefix}_KEY_FILE is set; got none")
        return context
    try:
        context.load_cert_chain(cert_file, key_file, lambda: password)  # else OpenSSL asks at the terminal
    except (OSError, ssl.SSLError) as error:
        files = " and ".join(str(file) for file in (cert_file, key_file) if file)
        raise SettingError(
            f"{prefix}_CERT_FILE, {prefix}_KEY_FILE: expected a certificate and its key as PEM; got {files}: {error}"
        ) from error
    return context


def wrong_setting(prefix: str, address: str, error: BaseException) -> SettingError | None:
    """Return which setting a failed TLS handshake speaks of; None if it doesn't tell.

    Libraries put OpenSSL's error into errors of their own, some as text alone: so the text is what is looked at.

    Args:
        prefix: of the variables, `KAFKA`
        address: name of the variable that decides whether and with whom we speak TLS
        error: what was raised

    """
    words = _words(error)
    if "CERTIFICATE_VERIFY_FAILED" in words and "MISMATCH" in words:
        return SettingError(f"{address}: expected a name that the server's certificate has; {error}")
    if "CERTIFICATE_VERIFY_FAILED" in words:
        return SettingError(f"{prefix}_CA_FILE: the server's certificate isn't signed by who is trusted; {error}")
    if _ALERT.search(words):
        return SettingError(f"{prefix}_CERT_FILE: expected a certificate that the server takes; {error}")
    if any(reason in words for reason in _NO_TLS):
        return SettingError(f"{address}: expected a server that speaks TLS; {error}")
    return None


async def speaks_tls(host: str, port: int) -> bool:
    """Tell whether a port answers a TLS handshake. Nothing is sent to it, so no certificate needs to be checked."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        async with asyncio.timeout(HANDSHAKE):
            _, writer = await asyncio.open_connection(host, port, ssl=context)
    except ssl.SSLError as error:
        return bool(_ALERT.search(_words(error)))
    except (OSError, TimeoutError):
        return False
    writer.close()
    with suppress(OSError, ssl.SSLError):
        await writer.wait_closed()
    return True


def _words(error: BaseException | None) -> str:
    """Return what an error and its causes say, in the spelling of OpenSSL's names."""
    texts: list[str] = []
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        texts.append(str(error))
        error = error.__cause__ or error.__context__
    return " ".join(texts).upper().replace(" ", "_")
