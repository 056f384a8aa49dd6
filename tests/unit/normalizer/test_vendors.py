"""What each vendor's reader promises, whichever it is: a new vendor is found and held to it."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.normalizer.core import normalize
from shared.contracts.record import EPOCH, HostRecord
from tests.payloads.recorded import (
    FOLDER,
    READERS,
    golden,
    hosts,
    page,
    read,
    reader,
    shape,
    walk,
)

VENDORS = sorted(READERS)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
IDS = {"_id"} | {
    name for one in READERS.values() for name, field in one.payload.model_fields.items() if field.is_required()
}
INSTANCES = (
    "sourceInfo.list[].Ec2AssetSourceSimple.instanceId",
    "cloudProvider.aws.ec2.instanceId",
    "cloudProvider.azure.vm.vmId",
    "cloudProvider.gcp.compute.instanceId",
)
SILENT = {  # fields whose recorded values say nothing that others don't; the tests of the vendor try other values
    "chassis_type": "1 is `other`",
    "reduced_functionality_mode": "`no`",
    "domain": "`WORKGROUP` is none",
    "sourceInfo.list[].Ec2AssetSourceSimple.ec2InstanceTags.tags.list": "empty",
    "sourceInfo.list[].Ec2AssetSourceSimple.type": "the source's name says it too",
    "sourceInfo.list[].Ec2AssetSourceSimple.zone": "`VPC` is none",
}


def leaves(vendor: str) -> list[str]:
    """Return the paths that hold no others."""
    paths = shape(vendor)
    return [path for path in paths if not any(other.startswith((f"{path}.", f"{path}[")) for other in paths)]


def patterns(listed: str) -> list[str]:
    """Return the patterns of a list of raw fields."""
    return [re.escape(one).replace(r"\*", ".+") for one in listed.split(", ")]


def named(path: str, *lists: str) -> bool:
    """Tell whether a raw field, or what it is a part of, is among the listed ones."""
    return any(re.fullmatch(rf"{one}(?:[.\[].*)?", path) for listed in lists for one in patterns(listed))


def is_kept(vendor: str, path: str) -> bool:
    """Tell whether the vendor's reader says that it uses a raw field."""
    one = reader(vendor)
    return not named(path, *one.not_kept) and named(path, *one.sources.values())


LEAVES = [(vendor, path) for vendor in VENDORS for path in leaves(vendor)]
USED = [one for one in LEAVES if is_kept(*one) and one[1] not in IDS]


def changed(value: Any, change: Callable[[str, Any], Any], path: str = "") -> Any:
    """Return a raw host in which `change(path, value)` stands for each value; None of it takes the value out."""
    value = change(path, value)
    if isinstance(value, dict):
        inner = {name: changed(one, change, f"{path}.{name}" if path else name) for name, one in value.items()}
        return {name: one for name, one in inner.items() if one is not None}
    if isinstance(value, list):
        return [one for part in value if (one := changed(part, change, f"{path}[]")) is not None]
    return value


def without(gone: str, path: str, value: Any) -> Any:
    """Take one field out."""
    return None if path == gone else value


def alone(vendor: str, left: str, path: str, value: Any) -> Any:
    """Leave one field with what it is a part of, and the id; a cloud's source has to name its instance to count."""
    ids = IDS & set(shape(vendor)) | {one for one in INSTANCES if left.startswith(f"{one.rpartition('.')[0]}.")}
    wanted = f"{path}."
    return value if not path or any(f"{one}.".startswith((wanted, f"{path}[")) for one in (left, *ids)) else None


def replaced(wrong: str, by: Any, path: str, value: Any) -> Any:
    """Put something else in a field's place."""
    return by if path == wrong else value


@pytest.mark.parametrize("vendor", VENDORS)
def test_the_payloads_have_the_shape_of_real_hosts(vendor: str) -> None:
    """They hold every path that real hosts have, with all its types, and no other."""
    found: dict[str, set[str]] = {}
    for host in hosts(vendor):
        for path, kind in walk(host):
            found.setdefault(path, set()).add(kind)

    assert {path: "/".join(sorted(kinds)) for path, kinds in found.items()} == shape(vendor)


@pytest.mark.parametrize("vendor", VENDORS)
def test_the_records_are_those_that_were_looked_over(vendor: str) -> None:
    """After a change on purpose: `python -m tests.payloads.recorded`, and read the difference."""
    assert golden(vendor) == (FOLDER / vendor / "normalized.json").read_text()


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_record_is_read_back_as_it_was_written(vendor: str) -> None:
    """Nothing is lost between the normalizer and those that read its topic."""
    for record in read(vendor, *hosts(vendor)):
        assert HostRecord.decode(record.encode()) == record
        assert HostRecord.decode(record.encode()).model_copy().encode() == record.encode()  # a copy is written anew


@pytest.mark.parametrize("vendor", VENDORS)
def test_no_raw_field_is_forgotten(vendor: str) -> None:
    """Every path of real hosts comes into the record, or is left out for a reason."""
    one = reader(vendor)
    listed = [*one.sources.values(), *one.not_kept]

    assert [path for path in shape(vendor) if not named(path, *listed) and not is_above(path, listed)] == []
    assert [field for field, reason in one.not_kept.items() if len(reason) < 10] == []
    assert set(one.not_kept) & {field for used in one.sources.values() for field in used.split(", ")} == set()


def is_above(path: str, lists: list[str]) -> bool:
    """Tell whether a listed field is a part of this one."""
    every = [one for listed in lists for one in listed.split(", ")]
    above = {one[: place.start()] for one in every for place in re.finditer(r"[.\[]", one)}
    return any(re.fullmatch(pattern, path) for one in above for pattern in patterns(one))


@pytest.mark.parametrize(("vendor", "path"), [one for one in LEAVES if not is_kept(*one)])
def test_what_is_said_to_be_left_out_changes_nothing(vendor: str, path: str) -> None:
    """A raw field under `not_kept` has no part in the record."""
    raw = hosts(vendor)

    assert read(vendor, *[changed(host, partial(without, path)) for host in raw]) == read(vendor, *raw)


@pytest.mark.parametrize(("vendor", "path"), [one for one in USED if one[1] not in SILENT])
def test_what_is_said_to_be_used_is(vendor: str, path: str) -> None:
    """A raw field under `sources` says something that the record has, be it only where others are missing."""
    raw = hosts(vendor)
    lacking = [changed(host, partial(without, path)) for host in raw]
    bare = [changed(host, partial(alone, vendor, "")) for host in raw]
    with_it = [changed(host, partial(alone, vendor, path)) for host in raw]

    assert read(vendor, *lacking) != read(vendor, *raw) or read(vendor, *with_it) != read(vendor, *bare)


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_host_with_an_id_alone_is_a_record(vendor: str) -> None:
    """No identifier, no time, no name: it is still a host, and says that its version has no clock."""
    (record,) = read(vendor, changed(hosts(vendor)[0], partial(alone, vendor, "")))

    assert record.id == f"{reader(vendor).name}:{read(vendor, hosts(vendor)[0])[0].vendor_id}"
    assert (record.observed_at, record.flags, record.hostname) == (EPOCH, ("no_clock",), None)


@pytest.mark.parametrize("empty", [None, "", {}, []])
@pytest.mark.parametrize("vendor", VENDORS)
def test_nothing_is_written_in_many_ways(vendor: str, empty: object) -> None:
    """Null, an empty text and an empty object mean what a missing key means, in every field but the id."""
    full = hosts(vendor)[0]
    hollow = {name: value if name in IDS else empty for name, value in full.items()}
    missing = {name: value for name, value in full.items() if name in IDS}

    assert read(vendor, hollow) == read(vendor, missing)


@given(host=JSON)
@pytest.mark.parametrize("vendor", VENDORS)
def test_any_json_is_a_record_or_a_refusal(vendor: str, host: object) -> None:
    """Nothing that a vendor may send as a host stops the normalizer."""
    records, refused = normalize(page(vendor, host).encode(), READERS)

    assert len(records) + len(refused) == 1
    assert [one for one in refused if "field " not in str(one.reason)] == []


@pytest.mark.parametrize("vendor", VENDORS)
def test_the_order_of_a_vendors_lists_says_nothing(vendor: str) -> None:
    """Vendors list in any order: the record is the same, byte for byte."""
    raw = hosts(vendor)
    turned = [changed(host, lambda _, value: value[::-1] if isinstance(value, list) else value) for host in raw]

    assert [one.encode() for one in read(vendor, *turned)] == [one.encode() for one in read(vendor, *raw)]


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_clock_far_ahead_is_flagged(vendor: str) -> None:
    """A vendor's time of more than a day past the fetch is kept, and marked as not to be trusted."""
    raw = page(vendor, *hosts(vendor))
    early = raw.model_copy(update={"fetched_at": datetime(2020, 1, 1, tzinfo=UTC)})
    records, _ = normalize(early.encode(), READERS)

    assert [record.model_copy(update={"flags": ()}) for record in records] == read(vendor, *hosts(vendor))
    assert {record.flags for record in records} == {("clock_ahead",)}
