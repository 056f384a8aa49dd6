"""Whether an address may get our secrets: over plain http:// anyone on the way reads them. Pure."""

import httpx

from services.fetcher.bypass import is_loopback
from shared.errors import SettingError

ANY = frozenset({"*", "1", "on", "true", "yes"})


def check_way(url: str, allowed: str, variable: str) -> None:
    """See that secrets go over TLS, or not beyond this machine, or to a host of which it is allowed.

    This machine is what has an address of it or is named `localhost`, whatever another name resolves to.

    Raises:
        SettingError: they would be sent in the clear.

    """
    try:
        address = httpx.URL(url)
    except httpx.InvalidURL:
        return  # whoever sends finds that out
    hosts = {host.strip("[]") for host in allowed.lower().replace(",", " ").split()}
    if address.scheme != "http" or is_loopback(address.host) or hosts & {address.host, *ANY}:
        return
    raise SettingError(
        f"{variable}: expected https://, as over plain http:// anyone on the way to {address.host} can read our "
        f"secrets; if that is meant, set FETCHER_ALLOW_HTTP={address.host}"
    )
