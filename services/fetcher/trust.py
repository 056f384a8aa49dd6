"""Whose certificates are trusted: those that SSL_CERT_FILE and SSL_CERT_DIR name, else those that come with httpx."""

import re
import ssl
from collections.abc import Mapping
from pathlib import Path

import httpx

from shared.errors import SettingError

FILE, FOLDER = "SSL_CERT_FILE", "SSL_CERT_DIR"
EXPECTED = "certificates of authorities as PEM"
CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----[\x00-\x7f]+?-----END CERTIFICATE-----")
Context = ssl.SSLContext


def trusted(environment: Mapping[str, str]) -> Context:
    """Return how certificates are verified, which they always are.

    Raises:
        SettingError: what a variable names is missing, can't be read, or holds no certificate.

    """
    found = [*_of_file(environment.get(FILE, "").strip()), *_of_folders(environment.get(FOLDER, "").strip())]
    if not found:
        return httpx.create_ssl_context(trust_env=False)
    return ssl.create_default_context(cadata="\n".join(found))


def _of_file(name: str) -> list[str]:
    if not name:
        return []
    try:
        found = _certificates(Path(name))
    except OSError as error:
        raise SettingError(f"{FILE}: expected a file of {EXPECTED}; got {name}: {error.strerror}") from None
    if not found:
        raise SettingError(f"{FILE}: expected a file of {EXPECTED}; got {name}, which has none")
    return found


def _of_folders(names: str) -> list[str]:
    """Return what folders have, whatever their files' names: OpenSSL itself looks for names made of hashes alone."""
    found: list[str] = []
    for name in filter(None, names.split(":")):
        try:
            files = sorted(path for path in Path(name).iterdir() if path.is_file())
            inside = [text for path in files for text in _certificates(path)]
        except OSError as error:
            raise SettingError(f"{FOLDER}: expected folders of {EXPECTED}; got {name}: {error.strerror}") from None
        if not inside:
            raise SettingError(f"{FOLDER}: expected folders of {EXPECTED}; got {name}, which has none")
        found += inside
    return found


def _certificates(path: Path) -> list[str]:
    """Return the certificates of a file that can be read as such."""
    return [text for text in CERTIFICATE.findall(path.read_text("latin-1")) if _is_good(text)]


def _is_good(text: str) -> bool:
    try:
        Context(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cadata=text)
    except (ssl.SSLError, ValueError):
        return False
    return True
