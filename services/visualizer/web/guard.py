"""Keeps out who may not ask, and tells browsers to run nothing but our own files."""

from base64 import b64decode
from binascii import Error as NoBase64
from collections import Counter
from datetime import datetime, timedelta
from hmac import compare_digest
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.ports import Clock

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
LONGEST_QUERY = 4_096  # bytes
EACH_MINUTE = 600  # requests of one address; a page takes about ten
SILENT = timedelta(minutes=1)


class Guard:
    """Wraps an application that only answers questions."""

    def __init__(self, app: ASGIApp, *, host: str, token: str | None, clock: Clock) -> None:
        self._app, self._token, self._clock = app, token, clock
        self._names = {host, "localhost", "127.0.0.1", "::1"} if is_loopback(host) else None
        self._asked: Counter[str] = Counter()
        self._since = clock.now()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse; every answer has the headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        answer: ASGIApp = self._refusal(scope) or self._app
        await answer(scope, receive, send_with_headers)

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        if scope["method"] not in ("GET", "HEAD"):
            return PlainTextResponse("expected GET: nothing can be changed here\n", 405, {"Allow": "GET, HEAD"})
        if len(scope["query_string"]) > LONGEST_QUERY:
            return PlainTextResponse(f"expected a query of at most {LONGEST_QUERY} bytes\n", 414)
        if self._names is not None and _name(headers.get("host", "")) not in self._names:
            return PlainTextResponse("expected the address that this page listens at\n", 421)
        if self._is_too_much(str((scope.get("client") or ["?"])[0]), self._clock.now()):
            return PlainTextResponse("too many requests from this address\n", 429, {"Retry-After": "60"})
        if self._token is not None and not is_token(headers.get("authorization", ""), self._token):
            realm = {"WWW-Authenticate": 'Basic realm="Rollcall: the token is the password", charset="UTF-8"'}
            return PlainTextResponse("expected the token, as a bearer's or as the password of any user\n", 401, realm)
        return None

    def _is_too_much(self, client: str, now: datetime) -> bool:
        if now - self._since >= SILENT:
            self._asked.clear()
            self._since = now
        self._asked[client] += 1
        return self._asked[client] > EACH_MINUTE


def is_token(authorization: str, token: str) -> bool:
    """Tell whether a header carries the token; takes as long whatever comes of it."""
    kind, _, text = authorization.partition(" ")
    said = text.encode("latin-1", "replace") if kind.lower() in ("basic", "bearer") else b""  # as headers are read
    if kind.lower() == "basic":
        try:
            said = b64decode(said, validate=True).partition(b":")[2]
        except NoBase64:
            said = b""
    return compare_digest(said, token.encode())


def is_loopback(host: str) -> bool:
    """Tell whether only this machine can reach what listens there."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _name(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
