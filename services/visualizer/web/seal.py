"""Shows that a form was filled in on a page of ours: no other site can make a visitor's browser rule.

A page with a form gives the browser a cookie, and the form what only we can make of it. Another site's form comes
without the one and can't guess the other; besides, browsers say from which site a form comes.
"""

import hmac
from secrets import token_urlsafe

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response

COOKIE = "rollcall-form"


class Seal:
    """Seals forms with a secret."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()

    def on(self, cookie: str) -> str:
        """Return the seal for the bearer of a cookie."""
        return hmac.new(self._secret, cookie.encode(), "sha256").hexdigest()

    def is_on(self, seal: str, request: Request) -> bool:
        """Tell whether a form's seal is the one that its sender was given; takes as long whatever comes of it."""
        cookie = request.cookies.get(COOKIE, "")
        return hmac.compare_digest(self.on(cookie).encode(), seal.encode()) and bool(cookie)


def cookie_of(request: Request) -> str:
    """Return the visitor's cookie, or a new one."""
    return request.cookies.get(COOKIE) or token_urlsafe(24)


def give(response: Response, cookie: str) -> Response:
    """Return the page, with the cookie that its form needs."""
    response.set_cookie(COOKIE, cookie, httponly=True, samesite="strict", path="/")
    return response


def is_from_here(headers: Headers) -> bool:
    """Tell whether nothing says that the request comes from another site's page."""
    site, origin = headers.get("sec-fetch-site", "same-origin"), headers.get("origin")
    return site == "same-origin" and (origin is None or origin.partition("://")[2] == headers.get("host"))


def is_from_us(headers: Headers) -> bool:
    """Tell whether a browser says that the request comes from this site's page."""
    return is_from_here(headers) and ("origin" in headers or "sec-fetch-site" in headers)
