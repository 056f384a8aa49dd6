"""Counts of the places and systems of hosts, and of what the hosts there lack. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from services.visualizer.core.ranking import counts, cut, ordered, ranking
from services.visualizer.core.tally import Tally
from services.visualizer.core.traits import EDR, SCANNER, Lacks
from services.visualizer.summary import CloudPart, Clouds, Count, Coverage, Gap, Ranking, System

GROUPS, NETS, PARTS = 6, 9, 9  # bars: of families and clouds, of subnets, of accounts and regions
ALONE = "no cloud known"
Lacking = Iterable[tuple[str, Lacks, int]]  # of a group: its name, what these hosts lack, how many they are


def families(tally: Tally) -> tuple[Count, ...]:
    """Return the hosts of each family of systems."""
    found: Counter[str] = Counter()
    for system, hosts in tally.systems.counts():
        found[system.family] += hosts
    return counts(found)


def systems(tally: Tally) -> Ranking[System]:
    """Return the hosts of each system by name and version."""
    found: Counter[tuple[str, str]] = Counter()
    for system, hosts in tally.systems.counts():
        found[system.name, system.family] += hosts
    return ranking(found, lambda one, hosts: System(name=one[0], hosts=hosts, family=one[1]))


def coverage(tally: Tally) -> Coverage:
    """Return who lacks an EDR agent or a scanner, in all and by group; of hosts that a vendor lists still."""
    systems = [(one.family, one.lacks, hosts) for one, hosts in tally.systems.counts()]
    places = [(one.provider or ALONE, one.lacks, hosts) for one, hosts in tally.places.counts()]
    nets = [(one.name, one.lacks, hosts) for one, hosts in tally.nets.counts()]
    everyone = _gaps(("all", lacks, hosts) for _, lacks, hosts in systems)
    whole = everyone[0] if everyone else Gap(name="all", hosts=0, no_edr=0, no_scanner=0)
    return Coverage(
        **whole.model_dump(),
        neither=sum(hosts for _, lacks, hosts in systems if lacks is not None and len(lacks) > 1),
        families=cut(_gaps(systems), GROUPS),
        clouds=cut(_gaps(places), GROUPS),
        subnets=cut(_gaps(nets), NETS),
    )


def clouds(tally: Tally) -> Clouds:
    """Return the accounts and regions that hosts are in."""
    providers: Counter[str] = Counter()
    accounts: Counter[tuple[str, str]] = Counter()
    regions: Counter[tuple[str, str]] = Counter()
    for one, hosts in tally.places.counts():
        if one.provider or one.account or one.region:
            providers[one.provider] += hosts
            accounts[one.account, one.provider] += hosts
            regions[one.region, one.provider] += hosts
    return Clouds(
        hosts=providers.total(),
        providers=counts(providers),
        accounts=ranking(accounts, _part, PARTS),
        regions=ranking(regions, _part, PARTS),
    )


def _part(one: tuple[str, str], hosts: int) -> CloudPart:
    return CloudPart(name=one[0], hosts=hosts, provider=one[1])


def _gaps(lacking: Lacking) -> list[Gap]:
    """Return the gaps of each group, the most hosts that lack something first."""
    hosts: Counter[str] = Counter()
    missing: defaultdict[str, Counter[str]] = defaultdict(Counter)
    least: Counter[str] = Counter()
    for name, lacks, count in lacking:
        if lacks is None:
            continue
        hosts[name] += count
        least[name] += count * bool(lacks)
        for one in lacks:
            missing[one][name] += count
    return [
        Gap(name=name, hosts=hosts[name], no_edr=missing[EDR][name], no_scanner=missing[SCANNER][name])
        for name, _ in ordered(least)
    ]
