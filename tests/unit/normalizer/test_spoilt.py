"""Real hosts with something spoilt: no field but the id is worth a host, whichever vendor's."""

import re
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.normalizer.core import normalize
from services.normalizer.vendors.tenable.spellings import LISTS, SINGLE
from shared.contracts.record import HostRecord
from tests.payloads.recorded import READERS, hosts, page, read, refusal, shape
from tests.unit.normalizer.test_vendors import IDS, JSON, USED, VENDORS, changed, replaced, without

WRONG = {"when": ["long", "ago"]}  # no vendor writes anything so
# Fields that we call by another name; of Tenable each API has its own.
TENABLE = {name: field for field, spellings in {**SINGLE, **LISTS}.items() for name in spellings}
ALIASES = {"tenable": {"category": "key", **TENABLE}, "qualys": {"locationGeoLongtitude": "longitude"}}


@pytest.mark.parametrize(("vendor", "path"), [one for one in USED if not one[1].endswith(".list")])
def test_a_wrong_kind_is_left_out_with_a_flag(vendor: str, path: str) -> None:
    """An object where a text, a time or a number belongs: the record is what it is without it, but for the flag."""
    field = re.sub(r"\.\$\w+$", "", path)
    spoil = partial(changed, change=partial(replaced, field, WRONG))
    host = next(host for host in hosts(vendor) if spoil(host) != changed(host, lambda _, value: value))
    (spoilt,) = read(vendor, spoil(host))
    (lacking,) = read(vendor, changed(host, partial(without, field)))
    leaf = field.removesuffix("[]").rpartition(".")[2]
    name = ALIASES.get(vendor, {}).get(leaf, leaf)

    assert spoilt.flags == tuple(sorted({*lacking.flags, f"unread:{name}"}))
    assert spoilt.model_copy(update={"flags": lacking.flags}) == lacking


@given(data=st.data())
@pytest.mark.parametrize("vendor", VENDORS)
def test_no_field_but_the_id_is_worth_a_host(vendor: str, data: st.DataObject) -> None:
    """A real host with any field missing, null, of any other kind, empty or huge is a record of its own id."""
    path = data.draw(st.sampled_from(sorted(set(shape(vendor)) - IDS)))
    by = data.draw(JSON | st.sampled_from(["x" * 100_000, 10**30, [[]] * 5_000, {"list": [None, 7, {"a": {}}]}]))
    host = data.draw(st.sampled_from(hosts(vendor)))
    (record,) = read(vendor, changed(host, partial(replaced, path, by)))

    assert record.id == read(vendor, host)[0].id
    assert HostRecord.decode(record.encode()) == record


@pytest.mark.parametrize("vendor", VENDORS)
def test_either_id_will_do(vendor: str) -> None:
    """The vendor's and that of its database are equal: one of them may be missing."""
    whole, ids = read(vendor, *hosts(vendor)), IDS & set(shape(vendor))
    for gone in ids if len(ids) > 1 else ():
        assert read(vendor, *[changed(host, partial(without, gone)) for host in hosts(vendor)]) == whole


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize("wrong", [None, {}, WRONG, [], "", " ", True, "a b"], ids=repr)
def test_a_host_without_an_id_is_refused(vendor: str, wrong: object) -> None:
    """The reason names the field."""
    host = hosts(vendor)[0]
    reason = refusal(vendor, {name: wrong if name in IDS else value for name, value in host.items()})

    assert any(f": field {name}: " in reason for name in IDS)


@given(data=st.data(), by=JSON)
@pytest.mark.parametrize("vendor", VENDORS)
def test_any_json_in_any_field_is_a_record_or_a_refusal(vendor: str, data: st.DataObject, by: object) -> None:
    """A real host with one field spoilt is read or refused, the same way each time, and never stops the normalizer."""
    path = data.draw(st.sampled_from(sorted(shape(vendor))))
    host = data.draw(st.sampled_from(hosts(vendor)))
    value = page(vendor, changed(host, partial(replaced, path, by))).encode()
    records, refused = normalize(value, READERS)

    assert len(records) + len(refused) == 1
    assert [record.encode() for record in records] == [record.encode() for record in normalize(value, READERS)[0]]
