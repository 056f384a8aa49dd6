"""An inventory beside the present one: a namespace of its own, filled by reading pages again with today's code.

What the pages don't give is carried over from the present records, so that nothing is lost with pages that are no
longer kept. Of a record that both have, the page's reading counts unless the present one is of a later time: so the
normalizer as it is now wins over what it once made of the same page.
"""

from collections.abc import Iterable

from services.deduper.rebuild import Difference, compare
from services.replay import Selection, give_again, hold_still
from services.runs import process
from services.wiring import GROUPS, READERS, Ports
from shared.batches import batches
from shared.contracts.event import Value
from shared.contracts.record import HostRecord
from shared.contracts.sync import VERSION_LISTED_AT, Listing, listed, moment
from shared.contracts.topics import MERGED, NORMALIZED, RAW, RULINGS, SYNCS
from shared.errors import SettingError

_RECORDS = 500
_SERVICES = ("normalizer", "deduper")


class Shadow(Value):
    """What came of a shadow: pages read, records that were carried over, and how its hosts differ from the present."""

    pages: int
    carried: int
    difference: Difference


async def build(ports: Ports, shadow: Ports, selection: Selection, vendors: Iterable[str], *, more: bool) -> Shadow:
    """Fill a fresh namespace, or with `more` add to it; then compare.

    Raises:
        SettingError: the namespace isn't fresh.

    """
    if not more:
        await _hold_fresh(shadow)
    pages = await give_again(ports.log, selection, shadow.log)
    for topic in (RULINGS.name, SYNCS.name):
        await give_again(ports.log, Selection(topic), shadow.log)
    await process(_SERVICES, shadow)
    carried = await _carry_over(ports, shadow)
    await process(_SERVICES, shadow)
    for vendor in vendors:
        await shadow.cursors.save(vendor, await ports.cursors.load(vendor))
    return Shadow(pages=pages, carried=carried, difference=await compare(ports.store, shadow.store))


async def hold_complete(ports: Ports, namespace: str) -> None:
    """Make sure that a namespace may become the present one.

    Raises:
        SettingError: there is nothing in it, or not all of it is processed.
        GroupInUse: services run in it.

    """
    if not (await ports.store.counts()).hosts:
        raise SettingError(
            f"expected an inventory in namespace {namespace}; got none: `rollcall replay --into` fills it"
        )
    for topic, group in GROUPS:
        await hold_still(ports.log, topic, group)
        lag = await ports.log.lag(topic, group)
        if lag and group != READERS[MERGED.name]:  # the charts are drawn when it is the present one
            raise SettingError(
                f"expected namespace {namespace} to be processed to its end; got {lag} messages of {topic}"
            )


async def _hold_fresh(shadow: Ports) -> None:
    pages, counts = await shadow.log.count(RAW.name), await shadow.store.counts()
    if pages or counts.records:
        raise SettingError(
            f"--into: expected a fresh namespace; got one with {pages:,} pages and {sum(counts.records.values()):,} "
            "records: name another, or add to it with --more"
        )


async def _carry_over(ports: Ports, shadow: Ports) -> int:
    carried = 0
    async for batch in batches(ports.store.records(), _RECORDS):
        ids = [record.id for record in batch]
        there, listed_there = await shadow.store.get_records(ids), await shadow.store.get_listings(ids)
        listings = await ports.store.get_listings(ids)
        missing = [
            one
            for one in batch
            if one.id not in there
            or _clock(one) > _clock(there[one.id])
            or _is_later(listings.get(one.id), listed_there.get(one.id))
        ]
        messages = [NORMALIZED.message(one, _headers(one, listings.get(one.id))) for one in missing]
        await shadow.log.append(NORMALIZED.name, messages)
        carried += len(missing)
    return carried


def _is_later(one: Listing | None, other: Listing | None) -> bool:
    return one is not None and (other is None or one.at > other.at)


def _headers(record: HostRecord, listing: Listing | None) -> dict[str, str]:
    """Return when it was listed last, and when in this version: a later listing may be of another one."""
    if listing is None:
        return {}
    headers = listed(listing.at, record.stamp.reading)
    at = moment(record.stamp.listed)
    return headers if at == listing.at else headers | {VERSION_LISTED_AT: at.isoformat()}


def _clock(record: HostRecord) -> str:
    """Return a record's version less its content."""
    return record.version[:-16]
