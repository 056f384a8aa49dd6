"""The worked examples of docs/matching.md: small invented records. What comes of them is computed, not written."""

from docs.worked import Inventory, block, instance, nic, record, rule, serial, told
from services.deduper.core.merging import host_id
from services.deduper.core.spelling import folded, letters, maker
from services.deduper.core.usable import CAP
from shared.contracts.parts import Hardware
from shared.contracts.record import CLOCK_AHEAD, HostRecord

MAC, OTHER_MAC = "0a:00:00:00:00:01", "0a:00:00:00:00:02"


def latest_version() -> str:
    """The greatest version of a record counts, whenever it arrives; a trusted clock is greater than one ahead."""
    old, new = record("qualys", "1", hostname="old"), record("qualys", "1", 1, hostname="new")
    ahead = record("qualys", "1", 9_000, hostname="future", flags=(CLOCK_AHEAD,))
    orders = [(old, new, ahead), (ahead, new, old), (new, old, new, ahead)]
    lines = [
        f"{', '.join(str(one.hostname) for one in order):24} → {Inventory(*order).hosts()[0].hostname}"
        for order in orders
    ]
    return block(told(old, new, ahead), lines)


def usable() -> str:
    """A key that few records carry, none of them known to be another machine, holds them together."""
    said = _web("qualys", "1", OTHER_MAC), _web("crowdstrike", "a", MAC)
    return block(told(*said), "$ rollcall why qualys:1", Inventory(*said).why("qualys:1").splitlines())


def distrusted() -> str:
    """A key that two different machines carry links nobody: here two clones, which their instance ids tell apart."""
    said = (
        _web("qualys", "1", MAC, cloud=instance("i-0a1")),
        _web("qualys", "2", MAC, cloud=instance("i-0a2")),
        _web("crowdstrike", "a", MAC),
    )
    found = Inventory(*said)
    return block(
        told(*said), f"→ {found.partition()}", "$ rollcall why crowdstrike:a", found.why("crowdstrike:a").splitlines()
    )


def clones() -> str:
    """A UUID or serial under more than 2 names of one vendor was copied with a machine: it links nobody."""
    hardware = Hardware(uuid="01020304-0506-0708-090a-0b0c0d0e0f10")
    said = [record("crowdstrike", one, hostname=f"clone-{one}", hardware=hardware) for one in "abc"]
    found = Inventory(*said[:2])
    before = found.partition()
    found.say(said[2])
    return block(
        told(*said),
        f"→ without the third: {before}",
        f"→ {found.partition()}",
        "$ rollcall why crowdstrike:a",
        found.why("crowdstrike:a").splitlines(),
    )


def generic() -> str:
    """A key with more carriers than the cap is generic, and links again when there are fewer."""
    many = [_web("qualys", f"{number:02}", None) for number in range(CAP + 1)]
    found = Inventory(*many[:-1])
    lines = [f"{CAP} carriers of web/10.0.0.1: {len(found.hosts())} host"]
    found.say(many[-1])
    lines += [
        f"{CAP + 1} carriers: {len(found.hosts())} hosts",
        "$ rollcall why qualys:00",
        *found.why("qualys:00").splitlines(),
    ]
    found.say(record("qualys", f"{CAP:02}", 1, hostname="mail"))
    return block(
        lines,
        f"one of them is renamed: {len(found.hosts())} hosts, {len(found.hosts()[0].records)} records in the first",
    )


def strongest_first() -> str:
    """A stronger identifier joins before a weaker one may keep apart: one serial holds two names together."""
    said = (
        record("qualys", "1", hostname="old", hardware=serial("7XK20Q2"), interfaces=nic(MAC, "10.0.0.1")),
        record("qualys", "2", hostname="new", hardware=serial("7XK20Q2"), interfaces=nic(MAC, "10.0.0.2")),
    )
    return block(told(*said), f"→ {Inventory(*said).partition()}")


def refused() -> str:
    """Clusters that disagree aren't joined by what a third has in common with each; all list the refusal."""
    said = (
        record("qualys", "1", hostname="web", hardware=serial("AAAA1111"), interfaces=nic(MAC)),
        record("crowdstrike", "a", hostname="web", interfaces=(*nic(MAC), *nic(OTHER_MAC))),
        record("qualys", "2", hostname="web", hardware=serial("BBBB2222"), interfaces=nic(OTHER_MAC)),
    )
    found = Inventory(*said)
    return block(
        told(*said), f"→ {found.partition()}", "$ rollcall why-not qualys:1 qualys:2",
        found.why_not("qualys:1", "qualys:2").splitlines(),
    )  # fmt: skip


def values_in_conflict() -> str:
    """What a host's records disagree about stays listed, with both sides: here a board that was changed."""
    said = (
        record("qualys", "1", cloud=instance("i-0a1"), hardware=serial("AAAA1111"), hostname="web"),
        record("crowdstrike", "a", cloud=instance("i-0a1"), hardware=serial("BBBB2222"), hostname="web-old"),
    )
    conflicts = Inventory(*said).hosts()[0].conflicts
    return block(told(*said), [f"{one.kind:7} {one.about}: {' against '.join(one.sides)}" for one in conflicts])


def rulings() -> str:
    """An operator's link is stronger than any identifier, an unlink than a link; of a pair the latest counts."""
    said = (record("qualys", "1", cloud=instance("i-0a1")), record("crowdstrike", "a", cloud=instance("i-0a2")))
    steps = [
        rule(verdict, "crowdstrike:a", "qualys:1", day) for day, verdict in enumerate(("link", "unlink", "forget"))
    ]
    found, lines = Inventory(*said), []
    for one in steps:
        found.say(one)
        lines.append(f"{told(one)[0]:36} → {found.partition()}")
    late = Inventory(*reversed(steps), *said)
    return block(told(*said), lines, f"all of it in the opposite order      → {late.partition()}")


def link_explained() -> str:
    """A ruling is named by those who are asked why."""
    found = Inventory(rule("link", "crowdstrike:a", "qualys:1"), record("qualys", "1"), record("crowdstrike", "a"))
    return block("$ rollcall why qualys:1", found.why("qualys:1").splitlines())


def split_and_rejoin() -> str:
    """A host splits when its key ends, and joins again; ids lead on, and what is gone gets a tombstone."""
    one, other = _web("crowdstrike", "a", MAC), _web("qualys", "1", OTHER_MAC)
    found, lines = Inventory(one, other), []
    steps = (("at first", None), ("qualys:1 renamed", record("qualys", "1", 1, hostname="db")),
             ("and back", _web("qualys", "1", OTHER_MAC, 2)))  # fmt: skip
    for what, said in steps:
        found.say(*([said] if said else []))
        lines += [f"{what}: {found.partition()}", *(f"  hosts.merged {line}" for line in found.published())]
    former = host_id(other.id)
    return block(told(one, other), lines, f"$ rollcall show {former}", f"host {found.named(former).id}")


def aliases() -> str:
    """A host's id is made of its smallest record id, its aliases of all of them: no history is needed to redirect."""
    host = Inventory(_web("crowdstrike", "a", MAC), _web("qualys", "1", OTHER_MAC)).hosts()[0]
    made = [f"uuid5({one.id}) = {host_id(one.id)}" for one in host.records]
    return block(made, f"id      {host.id}", f"aliases {', '.join(host.aliases)}")


def precedence() -> str:
    """A field comes from the vendor that knows it best, else from the record seen last, else from the smaller id."""
    said = (
        _web("crowdstrike", "a", MAC, 5, hardware=Hardware(memory_mib=3_900), last_user="new"),
        _web("qualys", "1", MAC, 0, hardware=Hardware(memory_mib=4_096), last_user="old"),
    )
    return block(told(*said), _sources(*said))


def clock_ahead() -> str:
    """A clock more than a day past the fetch is flagged, and wins nothing, not even where its vendor knows best."""
    said = (
        _web("crowdstrike", "a", MAC, hardware=Hardware(memory_mib=3_900), last_user="ann"),
        _web("qualys", "1", MAC, 9_000, hardware=Hardware(memory_mib=4_096), last_user="eve", flags=(CLOCK_AHEAD,)),
    )
    return block(told(*said), _sources(*said))


def look_alikes() -> str:
    """One spelling for what means the same; what only looks alike stays different."""
    wide = "".join(chr(ord(one) + 0xFEE0) for one in "Web-1")
    texts = {
        "full-width characters": wide,
        "a zero-width space": "we\u200bb-1",
        "a Kelvin sign": "\u212a8s",
        "a Cyrillic letter": "w\u0435b-1",
        "a Turkish dotless i": "\u0131is-1",
        "a capital with a dot": "\u0130is-1",
    }
    shown = [
        f"{what:24} {text.encode('unicode_escape').decode():42} → {folded(text).encode('unicode_escape').decode()}"
        for what, text in texts.items()
    ]
    makers = ("Dell Inc.", "DELL", "Micro-Star International Co., Ltd.", "MSI", "Hewlett-Packard")
    return block(
        shown,
        [f"{'a maker':24} {one:42} → {maker(one)}" for one in makers],
        f"{'a serial':24} {'PF-12 34.X':42} → {letters('PF-12 34.X')}",
    )


def _web(vendor: str, vendor_id: str, mac: str | None, day: int = 0, **said: object) -> HostRecord:
    return record(vendor, vendor_id, day, hostname="web", interfaces=nic(mac, "10.0.0.1"), **said)


def _sources(*said: HostRecord) -> list[str]:
    host = Inventory(*said).hosts()[0]
    shown = (
        ("hardware.memory_mib", host.hardware.memory_mib),
        ("last_user", host.last_user),
        ("hostname", host.hostname),
    )
    fields = [f"{path:20} {value!s:6} from {host.sources[path]}" for path, value in shown]
    seen = f"{host.last_seen:%Y-%m-%d}" if host.last_seen else "never"
    return [*fields, f"{'last_seen':20} {seen}"]
