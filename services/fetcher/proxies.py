"""Proxies as the environment names them: HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY, in either case. Pure.

Who is asked for is told by the variable alone: its value has a password, often one that no standard allows in an URL.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from services.fetcher.bypass import Rule, is_loopback, rules
from shared.errors import SettingError
from shared.redaction.addresses import credentials

SCHEMES = {"http": "http", "https": "https", "socks5": "socks5", "socks5h": "socks5h", "socks": "socks5"}
PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy: the variable that names it, its address without user and password, and these."""

    variable: str
    url: str
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def is_socks(self) -> bool:
        """Tell whether it takes a package more."""
        return self.url.startswith("socks")


@dataclass(frozen=True, slots=True)
class Proxies:
    """Which proxy is for which scheme, and for whom none is."""

    by_scheme: Mapping[str, Proxy] = field(default_factory=dict)
    bypassed: tuple[Rule, ...] = ()

    def of(self, scheme: str, host: str, port: int | None) -> Proxy | None:
        """Return the proxy for an address; None if it is reached without, as this machine always is."""
        name = host.lower().strip("[]")
        if is_loopback(name) or any(rule(name, port or PORTS.get(scheme, 0)) for rule in self.bypassed):
            return None
        return self.by_scheme.get(scheme)


def proxies(environment: Mapping[str, str]) -> Proxies:
    """Return the proxies that an environment names; a name in small letters counts before one in capitals.

    Raises:
        SettingError: one of its variables is none that can be read; the message names it, and shows no password.

    """
    found = {}
    for scheme in PORTS:
        for name in (f"{scheme}_proxy", "all_proxy"):
            variable, value = _set(environment, name)
            if value:
                found[scheme] = _proxy(variable, value)
                break
    variable, value = _set(environment, "no_proxy")
    try:
        return Proxies(found, tuple(rules(value)))
    except ValueError as reason:
        raise SettingError(f"{variable}: {reason}") from None


def _set(environment: Mapping[str, str], name: str) -> tuple[str, str]:
    for variable in (name, name.upper()):
        if value := environment.get(variable, "").strip():
            return variable, value
    return name.upper(), ""


def _proxy(variable: str, value: str) -> Proxy:
    scheme, found, _ = value.partition("://")
    user, password, rest = credentials(value)
    place = rest.partition("/")[0]
    known = SCHEMES.get(scheme.lower()) if found else "http"
    if known is None or not _is_place(place):
        raise SettingError(
            f"{variable}: expected a proxy as http://host:port, https://host:port or socks5://host:port, "
            f"maybe with user:password@ before the host; got {'another scheme' if known is None else 'something else'}"
        )
    port = ":1080" if known.startswith("socks") and not re.search(r":\d+$", place) else ""  # else the scheme's own
    return Proxy(variable, f"{known}://{place}{port}", unquote(user), unquote(password))


def _is_place(text: str) -> bool:
    """Tell whether it is a host, with a port or without."""
    host, colon, port = text.rpartition(":")
    if text.endswith("]") or not colon:
        host, port = text, "1"
    bare = host.strip("[]")
    good = bare and not any(sign in bare for sign in " \t#?@\\") and (":" not in bare or host.startswith("["))
    return bool(good) and port.isdecimal() and 0 < int(port[:6]) < 65_536
