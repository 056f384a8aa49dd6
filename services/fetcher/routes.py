"""By which way a request goes: straight, or by the proxy that the environment names for its host."""

import ssl
from collections.abc import Callable

import httpx

from services.fetcher.proxies import Proxies, Proxy
from shared.errors import SettingError

Way = httpx.AsyncBaseTransport


class Routes(httpx.AsyncBaseTransport):
    """Sends each request by its way. A way is opened when it is first needed: one that nobody needs may be wrong."""

    def __init__(self, proxies: Proxies, trust: ssl.SSLContext) -> None:
        self._proxies, self._trust = proxies, trust
        self._ways: dict[Proxy | None, Way] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request.

        Raises:
            SettingError: its proxy can't be used.

        """
        proxy = self._proxies.of(request.url.scheme, request.url.host, request.url.port)
        if proxy not in self._ways:
            self._ways[proxy] = _open(proxy, self._trust)
        try:
            return await self._ways[proxy].handle_async_request(request)
        except httpx.TransportError as error:
            raise _explained(error, proxy) from error

    async def aclose(self) -> None:
        """Close all ways."""
        for way in self._ways.values():
            await way.aclose()


def _open(proxy: Proxy | None, trust: ssl.SSLContext) -> Way:
    if proxy is None:
        return httpx.AsyncHTTPTransport(verify=trust, trust_env=False)
    auth = (proxy.user, proxy.password) if proxy.user or proxy.password else None
    try:
        by = httpx.Proxy(proxy.url, auth=auth, ssl_context=trust if proxy.url.startswith("https") else None)
        return httpx.AsyncHTTPTransport(verify=trust, trust_env=False, proxy=by)
    except ImportError:
        raise SettingError(
            f"{proxy.variable}: a SOCKS proxy takes a package more: pip install 'httpx[socks]'"
        ) from None
    except (ValueError, httpx.InvalidURL):
        raise SettingError(f"{proxy.variable}: expected a proxy as http://host:port; got something else") from None


def _explained(error: httpx.TransportError, proxy: Proxy | None) -> httpx.TransportError:
    """Return an error that names the variable that may be wrong."""
    text = str(error)
    kind: Callable[[str], httpx.TransportError] = type(error)
    if "CERTIFICATE_VERIFY_FAILED" in text:
        return kind(f"{text}; is its authority one of your own? SSL_CERT_FILE names a file with it")
    if proxy and isinstance(error, httpx.ProxyError | httpx.ConnectError | httpx.ConnectTimeout):
        return kind(f"{text}; it was asked by the proxy that {proxy.variable} names")
    return error
