"""Answers about identity as text for a person. Values come from vendors: what isn't printable is shown escaped."""

from collections.abc import Iterable, Sequence

from services.deduper.core.explain import Evidence, Why, WhyNot
from services.deduper.history import Step
from services.deduper.rebuild import Difference
from shared.contracts.host import Conflict, Host


def safe(text: str) -> str:
    """Return a text whose control and direction characters can't act on the terminal."""
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in text)


def host_text(host: Host) -> str:
    """Return a host's fields, with the record each is from."""
    lines = [f"host {host.id}", f"  known to {', '.join(host.vendors)}; seen {host.first_seen} to {host.last_seen}"]
    lines += [f"  record {record.id}, as of {record.observed_at}" for record in host.records]
    plain = host.model_dump(mode="json")
    for path, source in host.sources.items():
        part, _, leaf = path.partition(".")
        value = plain[part][leaf] if leaf else plain[part]
        lines.append(f"  {path:24} {safe(str(value))[:80]:40} from {source}")
    for one in host.interfaces:
        mac, ips = one.value.mac or "no MAC", ", ".join(one.value.ips)
        lines.append(f"  {'interface':24} {mac} {ips:32} from {', '.join(one.sources)}")
    return "\n".join([*lines, *_conflicts("disagreements", host.conflicts)])


def why_text(found: Why) -> str:
    """Return why a host is one."""
    lines = [f"host {found.host} ({safe(found.hostname or 'no name')}), records: {', '.join(found.records)}"]
    if len(found.records) == 1:
        lines.append("one record: nothing to hold together")
    lines += _evidence("held together by", found.held_by)
    lines += _evidence("not trusted", found.distrusted)
    return "\n".join([*lines, *_conflicts("disagreements", found.conflicts)])


def why_not_text(found: WhyNot) -> str:
    """Return why two hosts are two."""
    if found.same:
        return f"they are one host, {found.left}: see `rollcall why {found.left}`"
    lines = [f"hosts {found.left} and {found.right}"]
    lines += _evidence("they share", found.shared) or ["they share no identifier that joins"]
    lines += [f"  both have {safe(one)}: never enough alone" for one in found.not_enough]
    lines += _conflicts("different machines by", found.apart)
    return "\n".join([*lines, *_conflicts("refused", found.refused)])


def history_text(step: Step) -> str:
    """Return a step in a line."""
    what = ["gone"] if step.gone else []
    what += [f"joined by {', '.join(step.joined)}"] if step.joined else []
    what += [f"left by {', '.join(step.left)}"] if step.left else []
    what += [f"changed: {', '.join(step.changed)}"] if step.changed else []
    return f"{step.time:%Y-%m-%d %H:%M:%S}  revision {step.revision}  {step.host}  {'; '.join(what) or 'seen again'}"


def difference_text(found: Difference) -> str:
    """Return what a rebuild changes."""
    lines = [
        f"{found.before:,} hosts now, {found.after:,} by the present rules:",
        f"  {found.unchanged:,} unchanged to the byte, {found.same_records:,} of the same records",
        f"  {found.joined:,} joined from several",
        *(f"    {one}" for one in found.joined_examples),
        f"  {found.split:,} split",
        *(f"    {one}" for one in found.split_examples),
    ]
    return "\n".join(lines)


def _evidence(title: str, evidence: Sequence[Evidence]) -> list[str]:
    lines = [f"{title}:"] if evidence else []
    for one in evidence:
        lines.append(f"  {one.kind}: {safe(one.text)}")
        lines.append(f"    {one.distrust or one.sentence}")
        lines.append(f"    said by {', '.join(one.records)}")
    return lines


def _conflicts(title: str, conflicts: Iterable[Conflict]) -> list[str]:
    lines = [f"  {one.about}: {' against '.join(map(safe, one.sides))}" for one in conflicts]
    return [f"{title}:", *lines] if lines else []
