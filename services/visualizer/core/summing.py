"""The numbers of all charts, from the state alone: what it costs grows with the kinds of things, not with the hosts."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from services.visualizer.core import groups
from services.visualizer.core.ages import Ages
from services.visualizer.core.captions import captions
from services.visualizer.core.ranking import SHOWN, counts, ordered, ranking
from services.visualizer.core.tally import Tally
from services.visualizer.core.traits import hour
from services.visualizer.summary import Agreement, Agreements, Combination, Count, Ports, Program, Summary
from shared.contracts.host import COMPARED
from shared.contracts.parts import Strings
from shared.contracts.software import Common


def summarize(
    tally: Tally, reference_time: datetime | None, stale_days: int, software: Sequence[Common] = ()
) -> Summary:
    """Return the numbers; without a reference time no age is known. `software`: the most common programs."""
    ages, known = Ages(tally, hour(reference_time), stale_days), dict(tally.vendors.counts())
    vendors = _vendors(known)
    summary = Summary(
        hosts=tally.hosts,
        reference_time=reference_time,
        stale_days=stale_days,
        newest=ages.newest,
        ahead=ages.ahead,
        families=groups.families(tally),
        systems=groups.systems(tally),
        freshness=ages.freshness,
        spans=tuple(ages.spans()),
        vendors=counts(vendors),
        everywhere=known.get(tuple(sorted(vendors)), 0) if vendors else 0,
        overlap=ranking(known, lambda names, hosts: Combination(vendors=names, hosts=hosts)),
        coverage=groups.coverage(tally),
        ports=_ports(tally),
        clouds=groups.clouds(tally),
        timeline=ages.timeline,
        agreements=_agreements(tally, known),
        software=tuple(Program(name=one.name, hosts=one.hosts, maker=one.maker or "") for one in software[:SHOWN]),
    )
    return summary.model_copy(update={"charts": captions(summary)})


def _vendors(known: dict[Strings, int]) -> Counter[str]:
    vendors: Counter[str] = Counter()
    for names, hosts in known.items():
        vendors.update(dict.fromkeys(names, hosts))
    return vendors


def _ports(tally: Tally) -> Ports:
    found = dict(tally.ports.counts())
    return Ports(
        hosts=tally.hosts - tally.ports.sizes[0],
        most=max(tally.ports.sizes, default=0),
        kinds=len(found),
        top=tuple(Count(name=name, hosts=hosts) for name, hosts in ordered(found)[:SHOWN]),
    )


def _agreements(tally: Tally, known: dict[Strings, int]) -> Agreements:
    told: Counter[str] = Counter()
    differ: Counter[str] = Counter()
    for one, hosts in tally.fields.counts():
        told[one.field] += hosts
        differ[one.field] += hosts * one.differs
    return Agreements(
        hosts=sum(hosts for names, hosts in known.items() if len(names) > 1),
        fields=tuple(Agreement(name=one, hosts=told[one], differ=differ[one]) for one in COMPARED),
    )
