"""What Falcon answers: devices or ids, errors beside or in place of them, and tokens. Pure."""

from typing import Any

from pydantic import BaseModel, Field

from services.fetcher.core import Answer
from services.fetcher.dates import said_at
from services.fetcher.decoding import read_json
from services.fetcher.error_words import error_words, quoted
from services.fetcher.politeness import BUSY, Busy
from services.fetcher.refusals import TokenRefused
from services.fetcher.vendors._falcon_places import Place, time_of
from services.fetcher.vendors._fields import Number, PlaceText
from shared.errors import RollcallError, Temporary, VendorRefused

HOST_ID = "device_id"
NEEDS = "an API client with the scope Hosts: Read"
CHECK = "check FETCHER_FALCON_CLIENT_ID, FETCHER_FALCON_CLIENT_SECRET and FETCHER_FALCON_CLOUD"
CLOSED = frozenset({403, 404})  # an endpoint that isn't there for us


class Said(BaseModel):
    """An error inside an answer, whatever the answer's status."""

    code: int = 0
    message: str = ""


class Pagination(BaseModel):
    """Where the next page is: `next` of whole devices, `offset` of ids."""

    next: PlaceText = None
    offset: PlaceText = None
    total: Number = None


class Meta(BaseModel):
    """What is said of an answer."""

    pagination: Pagination | None = None


class Devices(BaseModel):
    """An answer: of devices, or of their ids."""

    meta: Meta
    resources: list[Any] | None = None  # Any: a device before its model has read it
    errors: list[Said] | None = None

    @property
    def pagination(self) -> Pagination:
        """Return where the next page is."""
        return self.meta.pagination or Pagination()


class Granted(BaseModel):
    """A token, as OAuth2 gives it."""

    access_token: str = Field(min_length=1, pattern=r"^[!-~]+$")
    expires_in: float = Field(gt=0)


def devices(place: Place, answer: Answer) -> tuple[Devices, list[Said]]:
    """Return what an answer says, and what is wrong with it."""
    try:
        said = Devices.model_validate(read_json(answer, "resources", host_id=HOST_ID))
    except ValueError as error:
        if answer.status in CLOSED:
            return Devices(meta=Meta()), [Said(code=answer.status, message=error_words(answer))]
        where = f"{place.path} since {place.since!r}"
        raise Temporary(
            f"crowdstrike at {where}: expected meta and resources as JSON, got {answer.status}{quoted(answer)}"
        ) from error
    return said, said.errors or ([] if answer.status == 200 else [Said(code=answer.status)])


def failure(place: Place, said: Said, answer: Answer) -> RollcallError:
    """Return the error that an answer tells of, be its status 200."""
    shown = f"{said.code}{quoted(answer)} at {place.path}"
    if said.code == 401:
        return TokenRefused(f"crowdstrike says {shown}: {CHECK}; it needs {NEEDS}")
    if said.code in CLOSED:
        also = ", or our address in the tenant's IP allowlist" if "authorization failed" in said.message else ""
        also += "; FETCHER_FALCON_HIDDEN=false leaves hidden hosts out" if place.hidden else ""
        return VendorRefused(
            f"crowdstrike says {shown}: FETCHER_FALCON_CLIENT_ID and FETCHER_FALCON_CLIENT_SECRET are right, they gave "
            f"a token, but it doesn't let us see hosts. Missing is the scope Hosts: Read of the API client{also}"
        )
    kind = Busy if said.code in BUSY else Temporary
    return kind(f"crowdstrike answered {answer.status}{quoted(answer)} at {place.path}")


def shut(answer: Answer) -> RollcallError:
    """Return the error of an answer that gives no token: a refusal may be a 400, 401 or 403, or a 500 that says so."""
    try:
        errors = Devices.model_validate(read_json(answer)).errors or []
    except ValueError:
        errors = []
    said = f"crowdstrike gives no token: {answer.status}{quoted(answer)}: {CHECK}"
    if any("authorization failed" in one.message for one in errors):
        said += "; if they are right, does the tenant's IP allowlist hold our address?"
    refused = {answer.status, *(one.code for one in errors)} & {400, 401, 403}
    return VendorRefused(said) if refused else Temporary(said)


def granted(answer: Answer) -> Granted:
    """Return the token of an answer that gives one."""
    try:
        return Granted.model_validate(read_json(answer))
    except ValueError:  # it would show the token
        raise Temporary("crowdstrike gives no token: expected access_token and expires_in as JSON") from None


def latest(place: Place, found: list[Any], answer: Answer) -> str:  # Any: devices before their model has read them
    """Return the time of the latest change; a device that is dated after the vendor's time hides none until then."""
    moment = said_at(answer)
    now = time_of(moment.isoformat()) if moment else "~"  # after every time
    times = (time_of(device.get("modified_timestamp")) for device in found if isinstance(device, dict))
    return max([place.newest, *(min(time, now) for time in times)])
