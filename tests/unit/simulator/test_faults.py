"""Faults: how they are asked for, and when they are due."""

import json

import pytest

from simulator.faults import HUGE, NAMES, Fault, Faults, Name, parse_fault, parse_faults, spoilt, text_of
from simulator.wire import Json

DEVICE = {"_id": "d", "device_id": "d", "last_seen": "2026-01-31T12:00:00Z", "agent_local_time": "2026-01-31T12:00:00Z"}
ASSET = {"_id": 1, "id": 1, "created": "2026-01-31T12:00:00Z", "timezone": "UTC"}


def body_of(hosts: list[Json], due: list[Name]) -> bytes:
    """Return the JSON of a page of spoilt hosts."""
    return text_of(spoilt(hosts, due), due)


@pytest.mark.parametrize("name", NAMES)
def test_a_fault_is_asked_for_by_name_and_frequency(name: Name) -> None:
    """For all vendors or for one; what is shown can be asked for."""
    assert parse_fault(f"{name}:5") == Fault(name, 5)
    assert parse_fault(f"qualys/{name}:2") == Fault(name, 2, "qualys")
    assert parse_faults(Faults([Fault(name, 2, "qualys")]).shown()) == [Fault(name, 2, "qualys")]


@pytest.mark.parametrize(
    "text", ["", "429", "429:", "429:0", "429:-1", "429:often", "teapot:3", "nessus/429:3", "429:²"]
)
def test_another_text_is_refused_with_what_was_expected(text: str) -> None:
    """The message has the form, all names, and what came."""
    with pytest.raises(ValueError, match=r"FAULT:N with FAULT one of 429, .*huge-field") as refused:
        parse_fault(text)

    assert repr(text) in str(refused.value)


def test_another_object_is_refused() -> None:
    """A list names no faults."""
    with pytest.raises(ValueError, match="expected an object"):
        parse_faults(["429"])


def test_a_fault_is_due_at_every_nth_request_of_all_vendors() -> None:
    """The count is of requests, whoever is asked."""
    faults = Faults([Fault("429", 3)])

    assert [bool(faults.due(vendor)) for vendor in ("qualys", "crowdstrike") * 3] == [False, False, True] * 2


def test_a_vendor_s_fault_counts_that_vendor_s_requests() -> None:
    """The other vendor neither counts nor suffers."""
    faults = Faults([Fault("cut", 2, "qualys")])
    asked = ["qualys", "crowdstrike", "qualys", "crowdstrike", "qualys", "qualys"]

    assert [faults.due(vendor) for vendor in asked] == [set(), set(), {"cut"}, set(), set(), {"cut"}]


def test_several_faults_can_be_due_at_once() -> None:
    """Each counts for itself."""
    faults = Faults([Fault("wrong-type", 1), Fault("huge-field", 2)])

    assert [len(faults.due("qualys")) for _ in range(2)] == [1, 2]


@pytest.mark.parametrize("host", [DEVICE, ASSET])
def test_a_wrong_type_and_a_huge_field_spoil_the_first_host_alone(host: dict[str, object]) -> None:
    """The page's other host is as it was, and so is the one that was spoilt."""
    whole = dict(host)
    first, other = json.loads(body_of([host, host], ["wrong-type", "wrong-field", "huge-field"]))

    assert [name for name, value in first.items() if isinstance(value, dict)] == list(host)[:3]
    assert sum(isinstance(value, str) and len(value) == HUGE for value in first.values()) == 1
    assert other == host == whole


def test_malformed_is_the_beginning_of_the_page() -> None:
    """It isn't JSON."""
    whole, half = body_of([ASSET], []), body_of([ASSET], ["malformed"])

    assert json.loads(whole) == [ASSET]
    assert whole.startswith(half)
    with pytest.raises(json.JSONDecodeError):
        json.loads(half)


def test_an_empty_page_can_be_spoilt() -> None:
    """There is no host to spoil."""
    assert body_of([], ["wrong-type"]) == b"[]"
