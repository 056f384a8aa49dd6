"""What every store of software promises."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from shared.contracts.software import Common, HostSoftware, Program
from shared.ports.software import SoftwareStore
from tests.contracts.conftest import New, several
from tests.contracts.test_guarded_writes import Told, told

SSH = Program(name="OpenSSH", maker="OpenBSD", version="7.4", said=("openssh",), sources=("qualys:1",))
OLD_SSH = replace(SSH, version="6.6")
AGENT, OTHER_AGENT = Program(name="agent", maker="puppet"), Program(name="agent")
ODD = Program(name="ä-☃ $set.{x}", maker="%'_\"", version="*")

Version = tuple[str, int, tuple[Program, ...]]  # host, revision, and what it has then


def has(host: str, *programs: Program) -> HostSoftware:
    """Return what a host has."""
    return HostSoftware(host=host, programs=programs)


def test_what_is_installed_comes_back_as_it_went(software: SoftwareStore) -> None:
    """To the byte, in order of the hosts' ids; a host without any is not there."""

    async def scenario() -> None:
        many = [has(f"h{number:04}", SSH, ODD) for number in range(1200)]
        await software.put(many[::-1], {one.host: 1 for one in many} | {"nothing": 1})

        assert [one.encode() async for one in software.every()] == [one.encode() for one in many]
        assert await software.get(["h0003", "nothing", "unknown"]) == {"h0003": many[3]}
        assert await software.get([]) == {}

    asyncio.run(scenario())


def test_programs_are_counted_by_hosts(software: SoftwareStore) -> None:
    """A host counts once for a program in several versions; another maker's is another; of equal counts by name."""

    async def scenario() -> None:
        every = [has("a", SSH, OLD_SSH, AGENT), has("b", SSH, OTHER_AGENT), has("c", SSH, ODD)]
        await software.put(every, dict.fromkeys("abc", 1))
        ordered = [("OpenSSH", "OpenBSD", 3), ("agent", None, 1), ("agent", "puppet", 1), (ODD.name, ODD.maker, 1)]
        wanted = [Common(name=name, maker=maker, hosts=hosts) for name, maker, hosts in ordered]

        assert await software.common() == wanted
        assert await software.common(2) == wanted[:2]

    asyncio.run(scenario())


def test_counts_follow_the_hosts(software: SoftwareStore) -> None:
    """A program that goes from a host, or goes with its host, counts no more; one that no host has is forgotten."""

    async def scenario() -> None:
        await software.put([has("a", SSH, AGENT), has("b", SSH), has("c", ODD)], dict.fromkeys("abc", 1))
        await software.put([has("a", OLD_SSH)], {"a": 2, "c": 2})
        await software.put([has("b", AGENT)], {"b": 1})

        assert await software.common() == [Common(name="OpenSSH", maker="OpenBSD", hosts=2)]
        await software.put([], {"a": 3, "b": 3})
        assert await software.common() == []
        assert [one async for one in software.every()] == []

    asyncio.run(scenario())


def test_named_gives_the_hosts_of_a_program(software: SoftwareStore) -> None:
    """Those that have it now, whoever makes it, in order of their ids, page by page; the name is exact."""

    async def scenario() -> None:
        every = [has(host, AGENT, SSH) for host in "abc"] + [has("d", OTHER_AGENT), has("e", ODD)]
        await software.put(every, dict.fromkeys("abcde", 1))
        await software.put([has("b", SSH)], {"b": 2})

        assert [one.host for one in await software.named("agent", 10)] == ["a", "c", "d"]
        assert await software.named("agent", 1, after="a") == [every[2]]
        assert [one.host for one in await software.named(ODD.name, 10)] == ["e"]
        assert [await software.named(name, 10) for name in ("Agent", "age", "", "%", ".*")] == [[]] * 5

    asyncio.run(scenario())


_versions: st.SearchStrategy[Version] = st.builds(
    lambda host, revision: (host, revision, ((), (SSH,), (SSH, AGENT), (OTHER_AGENT,), (ODD, OLD_SSH))[revision % 5]),
    st.sampled_from("abc"),
    st.integers(1, 5),
)


@several
@given(told(_versions))
def test_the_greatest_revision_stands(new_software: New[SoftwareStore], versions: Told[Version]) -> None:
    """In any order, however repeated and batched: documents and counts are those of each host's greatest revision."""
    best = versions.best(lambda one: one[0], lambda one: one[1])
    there = [has(host, *programs) for host, _, programs in best if programs]
    for calls in (versions.once, versions.again):
        found, counted = left_by(new_software, calls)

        assert found == there
        assert counted == counts(there)


def left_by(new: New[SoftwareStore], calls: Sequence[Sequence[Version]]) -> tuple[list[HostSoftware], object]:
    """Return what a new store holds after these calls, and its counts."""

    async def scenario(software: SoftwareStore) -> tuple[list[HostSoftware], object]:
        for call in calls:
            latest = {host: (revision, programs) for host, revision, programs in sorted(call, key=lambda one: one[1])}
            said = [has(host, *programs) for host, (_, programs) in latest.items()]
            await software.put(said, {host: revision for host, (revision, _) in latest.items()})
        return [one async for one in software.every()], {(o.name, o.maker): o.hosts for o in await software.common()}

    with new() as software:
        return asyncio.run(scenario(software))


def counts(every: Sequence[HostSoftware]) -> Mapping[tuple[str, str | None], int]:
    """Return how many of the hosts have each program."""
    keys = {(one.name, one.maker) for software in every for one in software.programs}
    return {key: sum((key[0], key[1] or "") in software.keys for software in every) for key in keys}
