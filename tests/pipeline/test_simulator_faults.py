"""Each fault as a client meets it, over real HTTP."""

from collections.abc import Iterator

import httpx
import pytest

from simulator.demo import simulator
from simulator.faults import HUGE

TOKEN = {"token": "simulator"}


@pytest.fixture(scope="module")
def api() -> Iterator[httpx.Client]:
    """A client of a simulator, without faults until a test sets them."""
    with simulator(20) as url, httpx.Client(base_url=url, headers=TOKEN) as client:
        yield client


def spoil(client: httpx.Client, **faults: int) -> None:
    """Set the faults from now on."""
    assert client.post("/faults", json={name.replace("_", "-"): every for name, every in faults.items()}).json()


def page(client: httpx.Client, vendor: str = "qualys") -> httpx.Response:
    """Return the answer to a request for two hosts."""
    return client.post(f"/api/{vendor}/hosts/get", params={"limit": 2})


def test_429_says_how_long_to_wait(api: httpx.Client) -> None:
    """At every second request, counted from when it was set."""
    spoil(api, **{"429": 2})
    answers = [page(api) for _ in range(4)]

    assert [one.status_code for one in answers] == [200, 429, 200, 429]
    assert answers[1].headers["retry-after"] == "1"


def test_500_is_another_than_the_end(api: httpx.Client) -> None:
    """Its text isn't the one that ends a list."""
    spoil(api, **{"500": 1})

    assert (page(api).status_code, page(api).text) == (500, "Internal Server Error")


def test_a_timeout_never_answers_and_the_next_request_does(api: httpx.Client) -> None:
    """The client gives up; the simulator serves others meanwhile and afterwards."""
    spoil(api, timeout=2)
    page(api)
    with pytest.raises(httpx.ReadTimeout):
        api.post("/api/qualys/hosts/get", timeout=0.3)

    assert page(api).status_code == 200


def test_a_cut_breaks_off_in_the_middle(api: httpx.Client) -> None:
    """The announced length isn't reached."""
    spoil(api, cut=1)
    with pytest.raises(httpx.RemoteProtocolError, match="without sending complete message body"):
        page(api)


def test_malformed_json_comes_as_a_success(api: httpx.Client) -> None:
    """Status 200, and a text that ends too soon."""
    spoil(api, malformed=1)
    answer = page(api)

    assert answer.status_code == 200
    with pytest.raises(ValueError, match=r"Expecting|Unterminated"):
        answer.json()


@pytest.mark.parametrize(
    ("vendor", "fault", "field"),
    [("qualys", "wrong_type", "id"), ("crowdstrike", "wrong_type", "device_id"),
     ("qualys", "wrong_field", "created"), ("crowdstrike", "wrong_field", "last_seen")],
)  # fmt: skip
def test_a_wrong_type_is_in_the_first_host(api: httpx.Client, vendor: str, fault: str, field: str) -> None:
    """An object in the place of an id or a time; the second host is whole."""
    spoil(api, **{fault: 1})
    first, second = page(api, vendor).json()

    assert isinstance(first[field], dict)
    assert isinstance(second[field], str | int)


@pytest.mark.parametrize(("vendor", "field"), [("qualys", "timezone"), ("crowdstrike", "agent_local_time")])
def test_a_huge_field_is_in_the_first_host(api: httpx.Client, vendor: str, field: str) -> None:
    """5 MB of text; the second host is whole."""
    spoil(api, huge_field=1)
    first, second = page(api, vendor).json()

    assert len(first[field]) == HUGE
    assert len(second[field]) < 100


def test_faults_can_be_ended_and_kept_to_one_vendor(api: httpx.Client) -> None:
    """The status shows what is set; nothing set is nothing wrong."""
    spoil(api, **{"crowdstrike/500": 1})
    assert [page(api, vendor).status_code for vendor in ("qualys", "crowdstrike")] == [200, 500]
    assert api.get("/status").json()["faults"] == {"crowdstrike/500": 1}

    spoil(api)
    assert page(api, "crowdstrike").status_code == 200


@pytest.mark.parametrize("body", ['{"teapot": 3}', '{"429": 0}', "[]", "not JSON"])
def test_what_is_no_fault_is_refused(api: httpx.Client, body: str) -> None:
    """A 400 with a reason; what was set stays."""
    spoil(api, **{"429": 7})
    answer = api.post("/faults", content=body)

    assert answer.status_code == 400
    assert answer.text
    assert api.get("/status").json()["faults"] == {"429": 7}


def test_faults_can_be_asked_for_at_start() -> None:
    """By option, several at once, for one vendor or for all."""
    options = ("--fault", "429:3", "--fault", "qualys/cut:2")
    with simulator(20, *options) as url, httpx.Client(base_url=url, headers=TOKEN) as client:
        assert client.get("/status").json()["faults"] == {"429": 3, "qualys/cut": 2}
        assert page(client).status_code == 200
        with pytest.raises(httpx.RemoteProtocolError):
            page(client)
        assert page(client, "crowdstrike").status_code == 429
