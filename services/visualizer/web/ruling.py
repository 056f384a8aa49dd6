"""Rulings on the page: the only requests that change anything. Who may make them, and how it is known: decision 21."""

from typing import Any
from urllib.parse import parse_qsl

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from services.visualizer.web.answers import Verdict
from services.visualizer.web.asking import LONGEST, BadQuestion
from services.visualizer.web.guard import user_of
from services.visualizer.web.seal import Seal, is_from_here, is_from_us
from services.visualizer.web.site import Site
from shared.contracts.event import Value
from shared.errors import RollcallError

FIELDS = 8  # of a form
REASON = 500  # characters


class Forbidden(RollcallError):
    """Nothing may be changed by this request; the message says what would have to be otherwise."""

    status = 403


class Wish(BaseModel):
    """What somebody decided about two hosts or records."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    left: str = Field(min_length=1, max_length=LONGEST, description="id of a record, or what one host goes by")
    right: str = Field(min_length=1, max_length=LONGEST, description="the other")
    verdict: Verdict = Field(description="join them, keep them apart, or take back what was ruled")
    because: str = Field(min_length=1, max_length=REASON, description="why, for those who ask later")


class Rulings:
    """Takes rulings, from forms and from programs."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def from_form(self, request: Request) -> Response:
        """Take a ruling from a form of ours; lead to the rulings."""
        seal = self._seal()
        fields = _fields(await request.body())
        if not is_from_us(request.headers) or not seal.is_on(fields.pop("seal", ""), request):
            raise Forbidden(
                "expected a form of this page, with its cookie: open the page anew, and send the form again"
            )
        await self._rule(fields, request)
        return RedirectResponse("/rulings?made=1", 303)

    async def from_json(self, request: Request) -> Response:
        """Take a ruling from a program; return it."""
        self._seal()
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json" or not is_from_here(request.headers):
            raise Forbidden("expected application/json, and not from another site's page")
        made = await self._rule(await request.body(), request)
        return JSONResponse(made.model_dump(mode="json"), 202)

    async def _rule(self, said: dict[str, str] | bytes, request: Request) -> Value:
        try:
            wish = Wish.model_validate_json(said) if isinstance(said, bytes) else Wish.model_validate(said)
        except ValidationError as error:
            raise BadQuestion(_why(error)) from error
        by = user_of(request.headers.get("authorization", "")) or "a program"
        return await self._site.rule((wish.left, wish.right), wish.verdict, wish.because, by)

    def _seal(self) -> Seal:
        if self._site.seal is None:
            raise Forbidden(
                "this page only reads: rule with `rollcall link` and `rollcall unlink`, or set VISUALIZER_WEB_TOKEN "
                "where the services serve it"
            )
        return self._site.seal


def _fields(body: bytes) -> dict[str, str]:
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True, max_num_fields=FIELDS))
    except ValueError as error:
        raise BadQuestion(f"expected the fields of a form; got {body[:40]!r}") from error


def _why(error: ValidationError) -> str:
    first: Any = error.errors(include_url=False)[0]  # Any: pydantic's
    return f"{'.'.join(map(str, first['loc'])) or 'body'}: {first['msg']}"
