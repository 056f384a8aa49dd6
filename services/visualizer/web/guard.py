"""Keeps out who may not ask, and tells browsers to run nothing but our own files."""

from base64 import b64decode
from binascii import Error as NoBase64
from collections import Counter
from datetime import datetime, timedelta
from hmac import compare_digest
from http import HTTPStatus
from ipaddress import ip_address
from urllib.parse import urlsplit

import structlog
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
    "Cache-Control": "no-store",
}
LONGEST_QUERY = 4_096  # bytes
LONGEST_BODY = 16_384  # bytes
LONGEST_NAME = 100  # characters
WRITES = frozenset(("/rulings", "/api/rulings"))  # what may be posted to
EACH_MINUTE = 1_200  # requests of one address, where nothing is set; the first page takes about twenty
SILENT = timedelta(minutes=1)
WAIT, LONGEST_WAIT = 0.1, 5.0  # seconds that a wrong token waits for its refusal, twice as long after each
_log = structlog.get_logger()


class Guard:
    """Wraps an application that answers questions, and takes rulings."""

    def __init__(
        self, app: ASGIApp, *, host: str, token: str | None, clock: Clock, each_minute: int = EACH_MINUTE
    ) -> None:
        self._app, self._token, self._clock, self._each_minute = app, token, clock, each_minute
        self._names = {host, "localhost", "127.0.0.1", "::1"} if is_loopback(host) else None
        self._asked: Counter[str] = Counter()
        self._refused: Counter[str] = Counter()
        self._since = clock.now()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse; every answer has the headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        refusal = self._refusal(scope)
        if refusal is not None and refusal.status_code == HTTPStatus.UNAUTHORIZED:
            await self._slow_down(scope)
        answer: ASGIApp = refusal or self._app
        await answer(scope, receive, send_with_headers)

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        if unfit := _unfit(scope, headers):
            return unfit
        if len(scope["query_string"]) > LONGEST_QUERY:
            return PlainTextResponse(f"expected a query of at most {LONGEST_QUERY} bytes\n", 414)
        if self._names is not None and _name(headers.get("host", "")) not in self._names:
            return PlainTextResponse("expected the address that this page listens at\n", 421)
        if self._is_too_much(_client(scope), self._clock.now()):
            return PlainTextResponse("too many requests from this address\n", 429, {"Retry-After": "60"})
        if self._token is not None and not is_token(headers.get("authorization", ""), self._token):
            realm = {"WWW-Authenticate": 'Basic realm="Rollcall: the token is the password", charset="UTF-8"'}
            return PlainTextResponse("expected the token, as a bearer's or as the password of any user\n", 401, realm)
        return None

    async def _slow_down(self, scope: Scope) -> None:
        """Have who guesses tokens wait, longer after each; who gives none, as a browser at first, doesn't wait."""
        if "authorization" not in Headers(scope=scope):
            return
        client = _client(scope)
        self._refused[client] += 1
        _log.warning("token_refused", client=client, within_a_minute=self._refused[client])
        await self._clock.sleep(min(LONGEST_WAIT, WAIT * 2 ** min(self._refused[client], 16)))

    def _is_too_much(self, client: str, now: datetime) -> bool:
        if not timedelta() <= now - self._since < SILENT:  # a clock that was set back begins a minute, too
            self._asked.clear()
            self._refused.clear()
            self._since = now
        self._asked[client] += 1
        return self._asked[client] > self._each_minute


def is_token(authorization: str, token: str) -> bool:
    """Tell whether a header carries the token; takes as long whatever comes of it."""
    kind, _, text = authorization.partition(" ")
    said = text.encode("latin-1", "replace") if kind.lower() == "bearer" else _basic(authorization)[1]
    return compare_digest(said, token.encode())


def user_of(authorization: str) -> str:
    """Return the name that a visitor gives beside the token; a bearer gives none."""
    return _basic(authorization)[0].decode(errors="replace")[:LONGEST_NAME]


def is_loopback(host: str) -> bool:
    """Tell whether only this machine can reach what listens there."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _basic(authorization: str) -> tuple[bytes, bytes]:
    """Return user and password."""
    kind, _, text = authorization.partition(" ")
    try:
        said = b64decode(text.encode("latin-1", "replace") if kind.lower() == "basic" else b"", validate=True)
    except NoBase64:
        said = b""
    user, _, password = said.partition(b":")
    return user, password


def _client(scope: Scope) -> str:
    """Return the address that a request comes from."""
    return str((scope.get("client") or ["?"])[0])


def _unfit(scope: Scope, headers: Headers) -> Response | None:
    """Return what is said to a request that would change what can't be changed, or sends too much."""
    if scope["method"] in ("GET", "HEAD"):
        return None
    if scope["method"] != "POST" or scope["path"] not in WRITES:
        return PlainTextResponse("expected GET: nothing can be changed here\n", 405, {"Allow": "GET, HEAD"})
    length = headers.get("content-length", "")
    if length.isascii() and length.isdigit() and len(length) < 8 and int(length) <= LONGEST_BODY:
        return None
    return PlainTextResponse(f"expected a body of a known length, at most {LONGEST_BODY} bytes\n", 413)


def _name(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
