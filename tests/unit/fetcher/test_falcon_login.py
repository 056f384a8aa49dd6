"""Falcon's door: credentials, tokens, and a tenant that lives in another cloud."""

from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from services.fetcher.core import Answer
from services.fetcher.vendors.falcon import CLOUDS, VENDOR
from shared.errors import RollcallError, Temporary, VendorRefused
from tests.unit.fetcher.falcon_wire import DATE, FIRST, OURS, device, said
from tests.unit.fetcher.world import client, run

GRANTED = {"access_token": "t-1", "expires_in": 1799, "token_type": "bearer"}


def test_credentials_go_into_a_form() -> None:
    """And into nothing that may be shown."""
    ask = VENDOR.login(OURS.model_copy(update={"client_secret": SecretStr("a b&c")}))

    assert (ask.method, ask.body) == ("POST", b"client_id=us&client_secret=a+b%26c")
    assert ask.headers == {"content-type": "application/x-www-form-urlencoded"}


def test_a_token_is_taken_from_a_201() -> None:
    """With the time it lives."""
    token = VENDOR.token(OURS, Answer(201, {}, b'{"access_token":"abc","expires_in":1799,"token_type":"bearer"}'))

    assert (token.value, token.seconds) == ("abc", 1799)
    assert "abc" not in repr(token)


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (403, '{"errors":[{"code":403,"message":"Failed to issue access token - Not Authorized"}]}', VendorRefused),
        (400, '{"meta":{},"errors":[{"code":400,"message":"invalid client id"}]}', VendorRefused),
        (401, "", VendorRefused),
        (500, '{"meta":{},"errors":[{"code":400,"message":"Failed to generate access token"}]}', VendorRefused),
        (500, '{"meta":{},"errors":[{"code":500,"message":"Internal Server Error"}]}', Temporary),
        (502, "<html>", Temporary),
        (201, "{}", Temporary),
        (201, '{"access_token":"s3cret-token","expires_in":0}', Temporary),
        (201, '{"access_token":"s3cret token","expires_in":9}', Temporary),
    ],
)
def test_a_door_that_stays_shut_is_told_apart_from_an_outage(status: int, body: str, kind: type[RollcallError]) -> None:
    """One recording has a status 500 whose error says 400. No message shows a token."""
    with pytest.raises(kind, match="crowdstrike gives no token") as caught:
        VENDOR.token(OURS, Answer(status, {}, body.encode()))

    assert ("FETCHER_FALCON_CLIENT_ID" in str(caught.value)) == (status != 201)
    assert "s3cret" not in str(caught.value)


def test_an_address_that_is_not_allowed_is_hinted_at() -> None:
    """Falcon says the same to wrong credentials in other words."""
    body = b'{"meta":{},"errors":[{"code":403,"message":"access denied, authorization failed"}]}'
    with pytest.raises(VendorRefused, match="does the tenant's IP allowlist hold our address"):
        VENDOR.token(OURS, Answer(403, {}, body))


class Clouds:
    """CrowdStrike's clouds, of which one has the tenant; `elsewhere` is what the others say of it."""

    def __init__(self, home: str, elsewhere: httpx.Response) -> None:
        self.home, self.elsewhere = home, elsewhere
        self.asked: list[tuple[str, str]] = []

    def answer(self, request: httpx.Request) -> httpx.Response:
        """Answer at a cloud."""
        self.asked.append((request.url.host, request.url.path.rpartition("/")[2]))
        if f"https://{request.url.host}" != self.home:
            return self.elsewhere
        if request.method == "POST":
            return httpx.Response(201, json=GRANTED, headers={"x-cs-region": "eu-1"})
        return httpx.Response(200, content=said(device("10:00:00")), headers=DATE)


def moved(where: str, status: int) -> httpx.Response:
    """Return what a cloud says of a tenant of another, as it was recorded."""
    location = {"location": "https://elsewhere.example.net/oauth2/token"} if status == 308 else {}
    return httpx.Response(status, json=GRANTED if status == 201 else None, headers={"x-cs-region": where} | location)


@pytest.mark.parametrize("status", [201, 308])
def test_a_tenant_of_another_cloud_is_followed_there(status: int) -> None:
    """By the cloud's name, among those that are known: never to where a redirect leads. The next page asks there."""
    clouds = Clouds(CLOUDS["eu-1"], moved("eu-1", status))
    asking = client(clouds.answer, attempts=1)

    async def work() -> None:
        for _ in range(2):
            assert (await asking.page(VENDOR, OURS, FIRST)).hosts == [device("10:00:00")]

    run(work())
    eu = "api.eu-1.crowdstrike.com"
    assert clouds.asked == [("api.crowdstrike.com", "token"), (eu, "token"), (eu, "v1"), (eu, "v1")]


def asked_with(refusals: int, status: int) -> tuple[list[str], list[Any] | str]:
    """Return the tokens that came with requests, and the hosts or the error, if so many answers say 401."""
    asked, error = list[str](), {"code": 401, "message": "access denied, invalid bearer token"}

    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            return httpx.Response(201, json={**GRANTED, "access_token": f"t-{len(asked) + 1}"})
        asked.append(request.headers["authorization"])
        if len(asked) <= refusals:
            return httpx.Response(status, content=said(resources=None, errors=[error]))
        return httpx.Response(200, content=said(device("10:00:00")), headers=DATE)

    try:
        return asked, list(run(client(answer, attempts=3).page(VENDOR, OURS, FIRST)).hosts)
    except VendorRefused as refused:
        return asked, str(refused)


@pytest.mark.parametrize("status", [200, 401])
def test_a_token_that_is_refused_inside_an_answer_is_renewed_once(status: int) -> None:
    """Whatever the answer's status: the old token may be why. If the new one isn't it either, its words are told."""
    assert asked_with(1, status) == (["Bearer t-1", "Bearer t-2"], [device("10:00:00")])
    asked, words = asked_with(9, status)
    assert asked == ["Bearer t-1", "Bearer t-2"]
    assert "access denied, invalid bearer token" in words


@pytest.mark.parametrize("where", ["eu-9", "elsewhere.example.net", "", "https://elsewhere.example.net"])
def test_a_cloud_that_nobody_knows_gets_nothing(where: str) -> None:
    """A refusal that says where it would lead."""
    clouds = Clouds(CLOUDS["eu-1"], moved(where, 308))
    with pytest.raises(VendorRefused, match=r"it sends us to elsewhere\.example\.net/oauth2/token"):
        run(client(clouds.answer, attempts=1).page(VENDOR, OURS, FIRST))

    assert clouds.asked == [("api.crowdstrike.com", "token")]


def test_an_address_of_ones_own_is_not_left() -> None:
    """A proxy's or a simulator's, whatever cloud it names."""
    own = OURS.model_copy(update={"cloud": "http://127.0.0.1:8900"})

    assert VENDOR.moved(own, Answer(201, {"x-cs-region": "eu-1"}, b"")) is None
    assert VENDOR.moved(OURS, Answer(201, {"x-cs-region": "us-1"}, b"")) is None


def test_clouds_that_send_us_on_and_on_are_not_followed() -> None:
    """Once is enough; the message says what to set."""
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.host)
        return moved("us-1" if "us-2" in request.url.host else "us-2", 201)

    with pytest.raises(VendorRefused, match=r"from cloud to cloud: set FETCHER_FALCON_CLOUD=us-1"):
        run(client(answer, attempts=1).page(VENDOR, OURS, FIRST))
    assert asked == ["api.crowdstrike.com", "api.us-2.crowdstrike.com"]
