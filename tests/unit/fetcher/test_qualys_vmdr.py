"""Qualys' VMDR host list: XML that is bounded, a warning that leads nowhere else, 409s that say how long to wait."""

import httpx
import pytest
from pydantic import AnyHttpUrl, SecretStr

from services.fetcher.core import Answer, Page, Vendor
from services.fetcher.turns import Counted, Excused
from services.fetcher.vendors.qualys import VENDOR as ASSESSMENT
from services.fetcher.vendors.qualys_vmdr import UNTIL_ONE_ENDS, VENDOR, Place, QualysVmdrSettings
from shared.errors import RollcallError, SettingError, Temporary, VendorRefused
from tests.unit.fetcher.world import SECRET, client, run, waited

OURS = QualysVmdrSettings(url=AnyHttpUrl("https://qualysapi.example.com"), username="us", password=SecretStr(SECRET))
FIRST = VENDOR.first(OURS)
DATE = {"date": "Sat, 31 Jan 2026 12:00:00 GMT"}
BEGUN = "2026-01-31T11:45:00Z"
HEAD = b'<?xml version="1.0" encoding="UTF-8" ?>\n<!DOCTYPE HOST_LIST_OUTPUT SYSTEM "https://q.example.com/o.dtd">\n'
TAG = "<TAG><NAME>{}</NAME></TAG>"
NAME = "<DNS>\n<![CDATA[a&b.example.com]]>\n</DNS>"
HOST = f"<HOST><ID>7</ID><ASSET_ID>9</ASSET_ID>{NAME}<TAGS>{TAG.format('x')}</TAGS></HOST>"
TWO = f"<HOST_LIST>{HOST}<HOST><ID>8</ID><TAGS>{TAG.format('x')}{TAG.format('y')}</TAGS></HOST></HOST_LIST>"


def listed(inside: str) -> bytes:
    """Return an answer that lists hosts."""
    said = (
        f"<HOST_LIST_OUTPUT><RESPONSE><DATETIME>2026-01-31T12:00:00Z</DATETIME>{inside}</RESPONSE></HOST_LIST_OUTPUT>"
    )
    return HEAD + said.encode()


def warned(address: str, code: str = "1980") -> str:
    """Return the warning that the list goes on there."""
    return f"<WARNING><CODE>{code}</CODE><TEXT>limit exceeded</TEXT><URL>\n<![CDATA[{address}]]>\n</URL></WARNING>"


def returned(code: str, **items: str) -> bytes:
    """Return an answer that lists nothing."""
    every = "".join(f"<ITEM><KEY>{key}</KEY><VALUE>{value}</VALUE></ITEM>" for key, value in items.items())
    said = f"<CODE>{code}</CODE><TEXT>it says why</TEXT>" + (f"<ITEM_LIST>{every}</ITEM_LIST>" if every else "")
    head = b'<!DOCTYPE SIMPLE_RETURN SYSTEM "https://q.example.com/simple_return.dtd">'
    return head + f"<SIMPLE_RETURN><RESPONSE>{said}</RESPONSE></SIMPLE_RETURN>".encode()


def read(body: bytes, cursor: str = FIRST, status: int = 200) -> Page:
    """Return what an answer says."""
    return VENDOR.read(cursor, Answer(status, DATE, body))


def failed(body: bytes, status: int = 200) -> RollcallError:
    """Return the error of an answer."""
    with pytest.raises(RollcallError) as caught:
        read(body, status=status)
    return caught.value


def test_it_is_another_api_of_the_same_vendor() -> None:
    """Records keep their ids, whichever was asked; open requests are counted, waits are in the body."""
    vendor: Vendor = VENDOR
    assert vendor.name == ASSESSMENT.name
    assert isinstance(VENDOR, Counted)
    assert isinstance(VENDOR, Excused)
    assert VENDOR.turns(OURS) == ("FETCHER_QUALYS_VMDR_ qualysapi.example.com/api/5.0/fo/asset/host/", 2)


def test_a_request_asks_for_all_that_a_host_has() -> None:
    """With the header that the vendor demands; the first page has no smallest number, later ones and changes do."""
    later = VENDOR.ask(OURS, Place(username="us", least=8, since=BEGUN).model_dump_json())
    first = VENDOR.ask(OURS, FIRST)
    asked = {"action": "list", "details": "All", "show_asset_id": "1", "show_tags": "1", "host_metadata": "all",
             "show_cloud_tags": "1", "show_trurisk": "1", "truncation_limit": "1000"}  # fmt: skip

    assert (first.method, first.url, first.params) == (
        "GET",
        "https://qualysapi.example.com/api/5.0/fo/asset/host/",
        asked,
    )
    assert later.params == asked | {"id_min": "8", "vm_processed_after": BEGUN}
    assert first.headers["x-requested-with"]
    assert first.headers["authorization"].startswith("Basic ")


def test_a_version_that_there_is_not_stops_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names the setting and what it may be."""
    monkeypatch.setenv("FETCHER_QUALYS_VMDR_VERSION", "9.0")
    with pytest.raises(SettingError, match=r"FETCHER_QUALYS_VMDR_VERSION: .*'2\.0'.*'5\.0'.*got '9\.0'"):
        QualysVmdrSettings.load()


def test_the_elements_of_a_host_are_kept_as_they_came() -> None:
    """Objects of texts, without the spaces around CDATA; what comes more than once is a list."""
    page = read(listed(TWO))

    assert page.hosts == [
        {"ID": "7", "ASSET_ID": "9", "DNS": "a&b.example.com", "TAGS": {"TAG": {"NAME": "x"}}},
        {"ID": "8", "TAGS": {"TAG": [{"NAME": "x"}, {"NAME": "y"}]}},
    ]
    assert page.cursor is None
    assert page.again == Place(username="us", since=BEGUN).model_dump_json()


def test_a_single_host_is_a_page_and_none_is_too() -> None:
    """An element that comes once, one that is empty, one that isn't there."""
    assert [host["ID"] for host in read(listed(f"<HOST_LIST>{HOST}</HOST_LIST>")).hosts] == ["7"]
    assert [read(listed(inside)).hosts for inside in ("<HOST_LIST/>", "<HOST_LIST></HOST_LIST>", "")] == [[], [], []]


@pytest.mark.parametrize("server", ["qualysapi.example.com", "elsewhere.example.net", "127.0.0.1:9"])
def test_a_list_goes_on_at_our_server_whatever_the_warning_names(server: str) -> None:
    """Its number is taken, its address isn't: no secret follows it."""
    page = read(listed(TWO + warned(f"https://{server}/api/2.0/fo/asset/host/?action=list&details=None&id_min=12")))
    assert page.cursor == Place(username="us", least=12, begun=BEGUN).model_dump_json()

    ask = VENDOR.ask(OURS, page.cursor)
    assert (ask.url, ask.params["id_min"], ask.params["details"]) == (VENDOR.ask(OURS, FIRST).url, "12", "All")


@pytest.mark.parametrize(
    "inside",
    [
        TWO + warned("https://q.example.com/?id_min=5"),
        TWO + warned("https://q.example.com/?id_min=5x"),
        TWO + warned("https://q.example.com/?id_min=" + "9" * 20),
        TWO + warned("https://q.example.com/"),
        TWO + warned("", "1234"),
        warned("https://q.example.com/?id_min=12"),
    ],
)
def test_a_warning_that_leads_nowhere_is_an_outage(inside: str) -> None:
    """Neither the end, which would lose hosts, nor a page that comes again for ever."""
    with pytest.raises(Temporary, match="expected hosts and a greater id_min"):
        read(listed(inside), Place(username="us", least=5).model_dump_json())


def declaring(entities: str) -> bytes:
    """Return an answer that is right but for the entities that it declares, and uses as a host's number."""
    said = "<HOST_LIST_OUTPUT><RESPONSE><HOST_LIST><HOST><ID>&x;</ID></HOST></HOST_LIST></RESPONSE></HOST_LIST_OUTPUT>"
    return f"<!DOCTYPE a [{entities}]>{said}".encode()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"Gateway Timeout",
        b"{}",
        listed(TWO)[:-40],
        b"<HTML></HTML>",
        listed("<HOST_LIST>text</HOST_LIST>"),
        b'<?xml version="1.0" encoding="none-such"?><a/>',
        declaring('<!ENTITY x "7">'),
        declaring('<!ENTITY y "77"><!ENTITY x "&y;&y;&y;&y;">'),
        declaring('<!ENTITY x SYSTEM "file:///etc/hostname">'),
    ],
)
def test_what_is_no_list_is_an_outage(body: bytes) -> None:
    """Half an answer, entities, too many elements, too deep: nothing is taken, and no file is read."""
    error = failed(body)
    assert isinstance(error, Temporary)
    assert "expected a HOST_LIST_OUTPUT as XML" in str(error)


@pytest.mark.parametrize(("code", "kind"), [("2000", VendorRefused), ("2001", VendorRefused), ("999", Temporary)])
def test_an_error_inside_a_200_is_none_of_the_answers(code: str, kind: type[RollcallError]) -> None:
    """An account that expired, or a fault of the vendor: in its own words."""
    error = failed(returned(code))
    assert type(error) is kind
    assert str(error).startswith(f'qualys answered 200: "it says why (code {code})"')
    assert ("FETCHER_QUALYS_VMDR_PASSWORD" in str(error)) is (kind is VendorRefused)


@pytest.mark.parametrize("status", [401, 403])
def test_a_refusal_is_told_in_the_vendors_words(status: int) -> None:
    """Not as the XML around them."""
    with pytest.raises(
        VendorRefused, match=rf'qualys answered {status}: "it says why \(code 2000\)": check FETCHER_QUALYS'
    ):
        run(client(lambda _: httpx.Response(status, content=returned("2000"))).page(VENDOR, OURS, FIRST))
    with pytest.raises(VendorRefused, match="who are you"):
        run(client(lambda _: httpx.Response(status, text="who are you")).page(VENDOR, OURS, FIRST))


def test_another_status_is_an_outage() -> None:
    """Whatever its body."""
    assert isinstance(failed(listed(TWO), 500), Temporary)


@pytest.mark.parametrize(
    ("body", "headers", "waits"),
    [
        (returned("1965", SECONDS_TO_WAIT="181"), {}, 181),
        (returned("1965", SECONDS_TO_WAIT="181"), {"X-RateLimit-ToWait-Sec": "190"}, 190),
        (returned("1965"), {"X-RateLimit-ToWait-Sec": "7"}, 7),
        (returned("1965", SECONDS_TO_WAIT="86274"), {}, 3600),
        (returned("1960", CALLS_TO_FINISH="1"), {"X-Concurrency-Limit-Running": "2"}, UNTIL_ONE_ENDS),
    ],
)
def test_a_409_is_waited_for(body: bytes, headers: dict[str, str], waits: float) -> None:
    """As long as its body or its header says; an hour at most, then it is asked again."""
    said = [httpx.Response(409, content=body, headers=headers), httpx.Response(200, content=listed(TWO))]

    asking = client(lambda _: said.pop(0))
    run(asking.page(VENDOR, OURS, FIRST))

    assert waits <= waited(asking) < waits + 1.5


def test_another_409_is_not_asked_again() -> None:
    """No wait changes a conflict of another kind."""
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(409, content=returned("1920"))

    with pytest.raises(RollcallError, match=r'409: "it says why \(code 1920\)"'):
        run(client(answer).page(VENDOR, OURS, FIRST))
    assert len(asked) == 1


def test_another_accounts_place_is_none_of_ours() -> None:
    """It may see other hosts."""
    with pytest.raises(ValueError, match="another account's"):
        VENDOR.ask(OURS, Place(username="them").model_dump_json())


@pytest.mark.parametrize("lacks", ["url", "username", "password"])
def test_settings_that_lack_something_ask_for_nothing(lacks: str) -> None:
    """The message names the group."""
    with pytest.raises(ValueError, match=r"FETCHER_QUALYS_VMDR_\* with a url"):
        VENDOR.first(OURS.model_copy(update={lacks: None}))
