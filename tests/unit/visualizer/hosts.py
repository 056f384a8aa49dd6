"""Hosts for the charts: any, and those that are hardest to draw."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TypeVar

from hypothesis import strategies as st

from services.visualizer.core.summing import summarize
from services.visualizer.core.tally import Tally
from services.visualizer.core.traits import traits
from services.visualizer.summary import Summary
from shared.contracts.host import COMPARED, Conflict, Host, Sourced
from shared.contracts.parts import Agent, Cloud, Family, Interface, OperatingSystem, Port
from shared.contracts.software import Common

T = TypeVar("T")
REFERENCE = datetime(2026, 1, 31, 12, tzinfo=UTC)
DAYS = 30
VENDORS = ("crowdstrike", "qualys", "tenable")
HOSTILE = (
    "$x^2$ \\frac{",
    "line\nbreak\ttab\r",
    "A" * 10_000,
    "W" * 300,
    "<script>alert('x')</script>&amp;",
    "שלום עולם 7",
    "مرحبا بالعالم",
    "العربية ABC 123 עברית",
    "\U0001f600\U0001f469\u200d\U0001f4bb\U0001fae8",
    "中文系统",
    "Z" + "\u0321\u0336\u0325" * 40,
    "\u202egnp.exe",
    "\x00\x01",
    "",
    "_hidden",
    "100% {braces}",
)


def any_host(number: int, seed: int) -> Host:
    """Return a host of this number, with whatever the seed gives it: drawing part by part takes much longer."""
    chance = Random(seed)  # noqa: S311 - invented data

    def some(things: Sequence[T]) -> list[T]:
        return [one for one in things if chance.random() < 0.5]

    def time() -> datetime | None:
        return chance.choice([None, before(chance.randint(-40, 40))])

    left = some(VENDORS)
    return host(
        number,
        vendors=tuple(some(VENDORS)),
        gone=time() if len(left) == len(VENDORS) else None,
        gone_from=tuple(left),
        os=system(chance.choice(["linux", "windows"]), f"system {chance.randrange(20)}"),
        first_seen=time(),
        last_seen=time(),
        last_scan=time(),
        cloud=Cloud(provider=chance.choice([None, "aws", "gcp"]), region=chance.choice([None, "here"])),
        ports=sourced(Port(port=one) for one in some([22, 80, 443])),
        agents=sourced(Agent(kind="edr", vendor=one) for one in some(VENDORS)),
        interfaces=sourced(Interface(name=f"{one}", ips=(f"10.0.{one}.1",)) for one in some(range(3))),
        sources=dict.fromkeys(some(COMPARED), "a:1"),
        conflicts=tuple(differing(one) for one in some(COMPARED)),
    )


seeds = st.integers(0, 2**32)
fleets = st.lists(seeds, max_size=12).map(lambda found: [any_host(number, seed) for number, seed in enumerate(found)])


def host(number: int = 0, **fields: object) -> Host:
    """Return a host that both vendors saw just now, but for `fields`."""
    usual: dict[str, object] = {
        "id": f"{number:06}",
        "aliases": (),
        "records": (),
        "hostname": f"host-{number}",
        "vendors": ("crowdstrike", "qualys"),
        "os": system("linux", "Ubuntu", "22.04"),
        "first_seen": REFERENCE,
        "last_seen": REFERENCE,
    }
    return Host.model_validate(usual | fields)


def system(family: Family, name: str | None = None, version: str | None = None) -> OperatingSystem:
    """Return an operating system."""
    return OperatingSystem(family=family, name=name, version=version)


def sourced(values: Iterable[T]) -> tuple[Sourced[T], ...]:
    """Return values as one record tells them."""
    return tuple(Sourced(value=one, sources=("a:1",)) for one in values)


def differing(field: str) -> Conflict:
    """Return that two records tell a field differently."""
    return Conflict(kind="field", about=field, sides=("a (a:1)", "b (b:1)"))


def before(days: float) -> datetime:
    """Return the instant so many days before the reference time."""
    return REFERENCE - timedelta(days=days)


def summary_of(found: Iterable[Host], programs: Sequence[Common] = ()) -> Summary:
    """Return the numbers of hosts and programs at the usual reference time."""
    tally = Tally()
    for one in found:
        tally.apply(one.id, 1, traits(one))
    return summarize(tally, REFERENCE, DAYS, programs)


def _thousand() -> list[Host]:
    return [
        host(
            n,
            os=system("other", f"system {n % 1_000}"),
            cloud=Cloud(provider="aws", account=f"{n:012}", region=f"region {n % 1_000}", subnet=f"subnet-{n:017x}"),
            ports=sourced([Port(port=n + 1)]),
        )
        for n in range(1_500)
    ]


def _hostile() -> list[Host]:
    def said(number: int) -> str:
        return HOSTILE[number % len(HOSTILE)]

    return [
        host(
            n,
            os=system("linux", said(n), said(7 * n)),
            vendors=("qualys", said(n % 5)),
            cloud=Cloud(provider=said(3 * n), account=said(n), region=said(n), subnet=said(5 * n)),
            ports=sourced([Port(port=n, protocol=said(n))]),
        )
        for n in range(64)
    ]


def _many_vendors() -> list[Host]:
    names = [f"vendor-{number}" for number in range(12)]
    return [host(n, vendors=tuple(name for bit, name in enumerate(names) if n >> bit & 1)) for n in range(0, 4_096, 41)]


def _old_and_far() -> list[Host]:
    years = [datetime(year, 1, 1, tzinfo=UTC) for year in (1, 1970, 2100, 9999)]
    return [host(n, first_seen=year, last_seen=year) for n, year in enumerate(years)]


EXTREMES: dict[str, Callable[[], list[Host]]] = {
    "no host": list,
    "one host": lambda: [host()],
    "a host that nobody knows": lambda: [host(vendors=(), os=system("unknown"), first_seen=None, last_seen=None)],
    "one vendor": lambda: [host(number, vendors=("qualys",)) for number in range(9)],
    "dates of the first year, 1970, 2100, and the last": _old_and_far,
    "a thousand kinds": _thousand,
    "ten thousand ports": lambda: [host(ports=sourced(Port(port=port) for port in range(1, 10_001)))],
    "hostile words": _hostile,
    "twelve vendors": _many_vendors,
}


def extreme(name: str) -> Summary:
    """Return the summary of hosts that are hard to draw, with programs that are."""
    programs = [Common(name=one, maker=one, hosts=1) for one in HOSTILE] if name == "hostile words" else []
    return summary_of(EXTREMES[name](), programs)
