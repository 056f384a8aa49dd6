"""A page's bytes → records and refusals: what one bad host costs."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.normalizer.core import normalize
from services.normalizer.limits import MAX_INTERFACES, MAX_LIST, MAX_SOFTWARE, MAX_TEXT
from shared.contracts.raw import AnyPage
from shared.errors import Permanent
from tests.payloads.recorded import READERS, hosts, page, read

GOOD = {"id": 1, "name": "web-1"}


def listed(kind: str, *items: Any) -> dict[str, Any]:
    """Return items in Qualys' list form."""
    return {"list": [{kind: item} for item in items]}


def with_hosts(text: str) -> bytes:
    """Return a page whose list of hosts is this JSON."""
    return page("qualys").encode().replace(b'"hosts":[]', f'"hosts":{text}'.encode())


def test_a_bad_host_costs_only_itself() -> None:
    """The rest of its page goes on; it is refused alone, in a page that can be read again when it is mended."""
    bad = {"id": {"when": ["long", "ago"]}, "name": "web-2"}
    raw = page("qualys", GOOD, bad, {"id": 3}).model_copy(update={"last": True, "sequence": 7})
    records, (refused,) = normalize(raw.encode(), READERS)

    assert [record.vendor_id for record in records] == ["1", "3"]
    assert refused.page == raw.model_copy(update={"hosts": (bad,), "last": False})
    assert str(refused.reason) == (
        "host 1 of the page (id {'when': ['long', 'ago']}): HostAsset: field id: Input should be a valid integer; "
        "got \"{'when': ['long', 'ago']}\""
    )


def test_a_bad_field_costs_only_itself() -> None:
    """A flag names it; of a list the other items stay."""
    bad = {"id": 2, "created": "soon", "openPort": listed("HostAssetOpenPort", {"port": 22}, {"port": 99_999}, "ssh")}
    (record,) = read("qualys", bad)

    assert record.flags == ("no_clock", "unread:created", "unread:openPort", "unread:port")
    assert [port.port for port in record.ports] == [22]


def test_a_reader_that_was_taught_a_field_has_the_last_word() -> None:
    """Of two versions with one clock the one that left nothing out is the greater, whatever their contents' hashes."""
    clock = {"modified": "2026-01-31T12:00:00Z"}
    untaught = read("qualys", *({"id": 1, "created": "soon", "os": f"Linux {n}", **clock} for n in range(20)))
    taught = read("qualys", *({"id": 1, "created": "2026-01-01", "os": f"Linux {n}", **clock} for n in range(20)))
    later = read("qualys", {"id": 1, "os": 7, "created": "soon", "modified": "2026-01-31T12:00:01Z"})

    assert max(one.version for one in untaught) < min(one.version for one in taught)
    assert max(one.version for one in taught) < later[0].version
    assert len({one.version for one in untaught}) == 20


@pytest.mark.parametrize("host", [None, "text", 7, [], [GOOD], True], ids=repr)
def test_what_is_no_object_is_no_host(host: object) -> None:
    """A null among the hosts costs only itself."""
    records, refused = normalize(page("qualys", host, GOOD).encode(), READERS)

    assert ([record.id for record in records], [one.page.hosts for one in refused]) == (["qualys:1"], [(host,)])


def test_an_empty_page_is_no_error() -> None:
    """It has neither records nor refusals."""
    assert normalize(page("qualys").encode(), READERS) == ([], [])


def test_a_page_that_repeats_a_host_repeats_its_record() -> None:
    """To tell versions apart is the deduper's business."""
    records, _ = normalize(page("qualys", GOOD, GOOD).encode(), READERS)

    assert [record.id for record in records] == ["qualys:1", "qualys:1"]


@pytest.mark.parametrize(
    "value",
    [b"", b"null", b"[]", b"{", b'{"vendor": "qualys"}', b"\xff\xfe", with_hosts("null"), with_hosts("7"),
     with_hosts('["\\ud800"]'), with_hosts("[" * 100_000), with_hosts('[{"a":' * 5_000 + "1" + "}]" * 5_000)],
    ids=range(11),
)  # fmt: skip
def test_a_page_that_cant_be_read_is_refused_whole(value: bytes) -> None:
    """Bytes that are no page, hosts that are no list, half a surrogate pair, JSON as deep as the sea."""
    with pytest.raises(Permanent) as caught:
        normalize(value, READERS)

    assert len(str(caught.value)) < 400


def test_a_vendor_that_nobody_reads_is_refused() -> None:
    """The reason names those that are known."""
    names = ", ".join(sorted({one.name for one in READERS.values()}))
    with pytest.raises(Permanent, match=f"field vendor: expected one of {names}; got 'nobody'"):
        normalize(page("nobody", GOOD).encode(), READERS)


@given(st.binary())
def test_any_bytes_are_a_page_or_a_refusal(value: bytes) -> None:
    """No other error leaves the core."""
    with pytest.raises(Permanent):
        normalize(value, READERS)


def test_the_same_bytes_give_the_same_records() -> None:
    """Nothing of the time, place or order of the processing is in a record."""
    value = page("qualys", *hosts("qualys")).encode()
    later = AnyPage.decode(value).model_copy(update={"sync_id": "s-2", "sequence": 9})

    assert normalize(value, READERS) == normalize(value, READERS)
    assert normalize(later.encode(), READERS)[0] == normalize(value, READERS)[0]


def test_a_fetch_at_the_end_of_time_is_read() -> None:
    """A page's own clock may say anything."""
    last = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
    raw = page("qualys", *hosts("qualys")).model_copy(update={"fetched_at": last})

    assert len(normalize(raw.encode(), READERS)[0]) == 7


def test_a_host_of_everything_too_much_is_cut_and_flagged() -> None:
    """10,000 interfaces, lists without end, a text of 5 MB: a record of bounded size that says what it lost."""
    many = range(20_000)
    (record,) = read(
        "qualys",
        {
            "id": 1,
            "timezone": "x" * 5_000_000,
            "networkInterface": listed(
                "HostAssetInterface",
                *({"macAddress": f"0e:00:00:00:{n // 256:02x}:{n % 256:02x}", "address": f"10.0.{n // 256}.{n % 256}",
                   "interfaceName": f"eth{n}", "hostname": f"name-{n}"} for n in range(10_000)),
            ),
            "tags": listed("TagSimple", *({"name": f"tag-{n}"} for n in many)),
            "account": listed("HostAssetAccount", *({"username": f"user-{n}"} for n in many)),
            "openPort": listed("HostAssetOpenPort", *({"port": n} for n in many)),
            "software": listed("HostAssetSoftware", *({"name": f"program-{n}"} for n in many)),
            "volume": listed("HostAssetVolume", *({"name": f"/mnt/{n}", "size": n} for n in many)),
            "vuln": listed("HostAssetVuln", *({"qid": n} for n in many)),
        },
    )  # fmt: skip

    assert record.flags == ("interfaces_cut", "lists_cut", "no_clock", "text_cut")
    assert len(record.interfaces) == MAX_INTERFACES
    assert [len(one) for one in (record.tags, record.accounts, record.ports, record.volumes)] == [MAX_LIST] * 4
    assert (len(record.names), len(record.software)) == (MAX_LIST, MAX_SOFTWARE)
    assert (record.vulnerabilities.count, len(record.timezone or "")) == (20_000, MAX_TEXT)


def test_a_cut_doesnt_depend_on_the_order() -> None:
    """The same things in another order: the same record, byte for byte."""
    tags = [{"name": f"tag-{n}"} for n in range(2 * MAX_LIST)]
    one, other = read(
        "qualys", {"id": 1, "tags": listed("TagSimple", *tags)}, {"id": 1, "tags": listed("TagSimple", *reversed(tags))}
    )

    assert one.encode() == other.encode()


def test_a_refusal_of_something_huge_is_short() -> None:
    """The reason shows the beginning of what came."""
    _, (refused,) = normalize(page("qualys", {"id": "x" * 1_000_000}).encode(), READERS)

    assert len(str(refused.reason)) < 300


def test_records_hold_json_alone() -> None:
    """What can be read can be written: NaN in a payload comes into no record."""
    value = with_hosts(
        '[{"id": 1, "name": NaN, "agentInfo": {"locationGeoLatitude": "nan"}}, {"id": 2, "os": Infinity}]'
    )
    records, refused = normalize(value, READERS)

    assert [json.loads(record.encode())["vendor_id"] for record in records] == ["1", "2"]
    assert (records[0].flags, refused) == (("no_clock", "unread:locationGeoLatitude"), [])


@pytest.mark.parametrize(
    "host", [{"id": 1, "name": "a\ufffdb"}, {"id": 1, "x\ufffd": {"y": [1]}}, {"id": 1, "a": [["\ufffd"]]}]
)
def test_a_host_that_could_not_be_read_whole_is_flagged(host: dict[str, Any]) -> None:
    """U+FFFD stands for what was lost, in a text or in a field's name, kept or not; a host beside it has no flag."""
    records, _ = normalize(page("qualys", host, GOOD).encode(), READERS)

    assert [("mended" in record.flags) for record in records] == [True, False]
