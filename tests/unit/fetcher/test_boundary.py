"""Whatever is raised while one vendor's answer is read fails that source's sync alone."""

from dataclasses import dataclass

import httpx
import pytest
from pydantic import SecretStr

from services.fetcher.boundary import Unreadable
from services.fetcher.core import Answer, Ask, Page, Vendor
from services.fetcher.reports import SyncReport
from services.fetcher.service import Fetcher
from services.fetcher.vendors import discover
from services.fetcher.vendors._assessment import AssessmentSettings
from services.fetcher.vendors.falcon import FalconSettings
from services.fetcher.vendors.qualys_vmdr import QualysVmdrSettings
from shared.adapters.clock import ManualClock
from shared.adapters.memory import MemoryCursors, MemoryEventLog
from shared.contracts.topics import RAW, Message
from shared.settings import Settings
from tests.unit.fetcher.answers import WIRES
from tests.unit.fetcher.world import NOON, QUALYS, SECRET, Answering, Api, client, run, settings_of

BODY = f"an answer that repeats {SECRET}, and more"


@dataclass(unsafe_hash=True)
class Fragile:
    """A vendor of which one step raises what nobody foresaw."""

    error: Exception
    step: str
    name: str = "fragile"
    settings: type[Settings] = AssessmentSettings

    def _may_raise(self, step: str) -> None:
        if step == self.step:
            raise self.error

    def first(self, settings: Settings) -> str:  # noqa: ARG002 - a vendor's form
        """Return a place."""
        return ""

    def ask(self, settings: Settings, cursor: str) -> Ask:  # noqa: ARG002 - a vendor's form
        """Ask; raise at a place that came from the vendor."""
        if cursor:
            self._may_raise("ask")
        return Ask("GET", "https://fragile.example/hosts", headers={"token": SECRET})

    def is_answer(self, cursor: str, answer: Answer) -> bool:  # noqa: ARG002 - a vendor's form
        """Raise."""
        self._may_raise("is_answer")
        return False

    def wait(self, answer: Answer) -> float:  # noqa: ARG002 - a vendor's form
        """Raise."""
        self._may_raise("wait")
        return 0.0

    def read(self, cursor: str, answer: Answer) -> Page:  # noqa: ARG002 - a vendor's form
        """Raise, or return a page."""
        self._may_raise("read")
        return Page([{"id": 1}], "on")


class Synced:
    """What is left after a sync of vendors, on the memory adapters."""

    def __init__(self, answering: Answering, vendors: dict[Vendor, Settings]) -> None:
        self.cursors, clock = MemoryCursors(), ManualClock(NOON)
        self.log = MemoryEventLog(clock)
        fetcher = Fetcher(client(answering, attempts=1), self.log, self.cursors, clock, vendors)
        self.reports: dict[str, SyncReport] = {one.vendor: one for one in run(fetcher.sync_all())}

    def letters(self) -> list[Message]:
        """Return the dead letters of pages."""

        async def read() -> list[Message]:
            return [one.message async for one in self.log.read(RAW.dead_letter)]

        return run(read())


def answering(request: httpx.Request, status: int = 200) -> httpx.Response:
    """Answer for the assessment's API with a host, for any other with a text."""
    if "/qualys/" in str(request.url):
        return Api({"qualys": [{"id": 1}]}).answer(request)
    return httpx.Response(status, text=BODY)


ERRORS = [
    OverflowError("date value out of range"),
    RecursionError("maximum recursion depth exceeded"),
    UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates not allowed"),
    KeyError("a field"),
    AssertionError(),
    MemoryError(),
    ZeroDivisionError("float division"),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize(("step", "status"), [("read", 200), ("is_answer", 200), ("wait", 503)])
def test_what_nobody_foresaw_fails_that_source_alone(error: Exception, step: str, status: int) -> None:
    """The answer's beginning is a dead letter without secrets, the cause is told in a sentence; others go on."""
    vendors: dict[Vendor, Settings] = {Fragile(error, step): settings_of(), QUALYS: settings_of("qualys")}
    left = Synced(lambda request: answering(request, status), vendors)
    failed = left.reports["fragile"].error
    (letter,) = left.letters()

    assert isinstance(failed, Unreadable)
    assert str(failed).startswith(f"fragile: the answer of fragile.example/hosts of status {status} can't be read: ")
    assert type(error).__name__ in str(failed)
    assert (left.reports["qualys"].complete, left.reports["qualys"].hosts) == (True, 1)
    assert letter.value == BODY.replace(SECRET, "***").encode()
    assert letter.headers["error-class"] == "Unreadable"
    assert letter.headers["error-message"] == str(failed)
    assert letter.headers["truncated-from"] == str(len(letter.value or b""))


def test_a_place_of_a_vendor_that_cannot_be_used_is_given_up() -> None:
    """The next sync begins anew: the same place would fail for ever."""
    left = Synced(answering, {Fragile(OverflowError("too large"), "ask"): settings_of()})

    assert "fragile can't go on: too large" in str(left.reports["fragile"].error)
    assert run(left.cursors.load("fragile")) is None


@pytest.mark.parametrize("life", ["1e12", "1e308", "0.001"])
def test_a_token_of_any_life_is_taken(life: str) -> None:
    """For a day at most."""

    def falcon(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/oauth2/token":
            return httpx.Response(201, text=f'{{"access_token": "t", "expires_in": {life}}}')
        return httpx.Response(200, text='{"meta": {}, "resources": [{"device_id": "a"}]}')

    ours = FalconSettings(client_id="us", client_secret=SecretStr(SECRET), hidden=False)

    assert Synced(falcon, {discover()["falcon"]: ours}).reports["crowdstrike"].complete


@pytest.mark.parametrize("time", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00", "0999-01-01T00:00:00+00:00"])
@pytest.mark.parametrize("date", ["Mon, 01 Jan 0001 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 -2359", "\x00", "0"])
def test_the_ends_of_time_cost_no_page(time: str, date: str) -> None:
    """A device that is dated there, an answer that is: the host comes, and the next sync asks for all."""
    cursor = '{"client":"us"}'
    body = f'{{"meta": {{}}, "resources": [{{"device_id": "a", "modified_timestamp": "{time}"}}]}}'.encode()
    page = discover()["falcon"].read(cursor, Answer(200, {"date": date}, body))

    assert (len(page.hosts), page.again) == (1, None)
    for name, wire in WIRES.items():
        answer = Answer(200, {"date": date}, wire.page([wire.host(1, "a")]).encode())
        assert len(discover()[name].read(wire.cursor, answer).hosts) == 1


def test_an_address_that_is_none_leads_nowhere() -> None:
    """Qualys' list goes on at an address that can't be read."""
    body = (
        "<HOST_LIST_OUTPUT><RESPONSE><WARNING><CODE>1980</CODE><URL>http://[::1/?id_min=1</URL></WARNING>"
        "</RESPONSE></HOST_LIST_OUTPUT>"
    )
    ours = QualysVmdrSettings.model_validate({"url": "https://q.example", "username": "us", "password": SECRET})
    left = Synced(lambda _: httpx.Response(200, text=body), {discover()["qualys_vmdr"]: ours})

    assert "expected hosts and a greater id_min" in str(left.reports["qualys"].error)


def test_more_hosts_than_were_asked_for_are_refused() -> None:
    """Whoever doesn't heed a limit may send any number of them."""
    left = Synced(lambda _: httpx.Response(200, json=[{"id": 1}, {"id": 2}, {"id": 3}]), {QUALYS: settings_of()})

    assert str(left.reports["qualys"].error).startswith("qualys: expected at most 2 hosts of ")
