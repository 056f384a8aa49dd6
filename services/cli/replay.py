"""Reading a topic again, in place or into an inventory beside the present one."""

from typing import Annotated

import typer

from services.cli.access import change, look, say
from services.cli.inventory import AsJson
from services.cli.places import place_of
from services.cli.wording import difference_text
from services.replay import Selection, hold_still, reach
from services.replay import replay as read_again
from services.shadow import Shadow, build, hold_complete
from services.wiring import READERS, Ports, in_namespace, open_ports, swap, vendor_names
from shared.contracts.topics import RAW
from shared.errors import GroupInUse, SettingError
from shared.ports import Place
from shared.settings import SharedSettings

Topic = Annotated[str, typer.Argument(help=f"One of {', '.join(READERS)}.")]
From = Annotated[str | None, typer.Option("--from", help="From this time on (2026-01-31T12:00Z), or this offset.")]
Offset = Annotated[int | None, typer.Option(min=0, help="From this offset on, in every partition; 0 is the first.")]
To = Annotated[str | None, typer.Option(help=f"Only what is before this time or offset ({RAW.name}).")]
Vendor = Annotated[str | None, typer.Option(help=f"Only what this vendor sent ({RAW.name}).")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say how many messages that is.")]
Into = Annotated[str | None, typer.Option(help="Leave the inventory as it is; make one beside it, in this namespace.")]
More = Annotated[bool, typer.Option("--more", help="With --into: the namespace may hold something already.")]
Switch = Annotated[bool, typer.Option("--switch", help="With --into: go on with the new inventory.")]


def replay(
    topic: Topic,
    *,
    start: From = None,
    offset: Offset = None,
    to: To = None,
    vendor: Vendor = None,
    dry_run: DryRun = False,
    into: Into = None,
    more: More = False,
    switch: Switch = False,
    json: AsJson = False,
) -> None:
    """Have a topic read again: by its reader from a place on, or into an inventory beside the present one.

    That is always safe: every service is idempotent, and the same events give the same hosts. From a place to the end,
    the reader goes back, and must be stopped; with --to or --vendor the messages are given to it again. After a mend of
    a normalizer use --into: there the new reading of a page counts, here only a later one does.
    """
    selection = _selection(topic, _start(start, offset, into), to, vendor)
    if dry_run:
        say(_dry_text(selection, *look(lambda ports: _dry(ports, selection))))
    elif into is None:
        count, kept = change(lambda ports: _again(ports, selection))
        say(f"{READERS[topic]} will read {count:,} messages of {topic} again")
        say(kept)
        say("where no services run, `python -m services --once` has it done")
    else:
        _into(selection, into, more=more, switch_to_it=switch, json=json)


def switch(namespace: Annotated[str, typer.Argument(help="As `rollcall replay --into` named it.")]) -> None:
    """Go on with the inventory of another namespace; in one process, the present one takes its name instead."""
    shared = SharedSettings.load()

    async def work(ports: Ports) -> bool:
        async with open_ports(in_namespace(shared, namespace)) as other:
            await hold_complete(other, namespace)
        return ports.alone

    if change(work):
        swap(shared, namespace)
        say(f"switched: the inventory that was is in namespace {namespace}; `rollcall switch {namespace}` goes back")
    else:
        say(f"namespace {namespace} is complete: stop the services, set ROLLCALL_NAMESPACE={namespace} for all of them")
        say("and start them; to go back, set it as it was")


def _into(selection: Selection, namespace: str, *, more: bool, switch_to_it: bool, json: bool) -> None:
    if selection.topic != RAW.name:
        raise SettingError(
            f"--into: expected {RAW.name}; got {selection.topic}: `rollcall rebuild` starts from records"
        )
    beside = in_namespace(SharedSettings.load(), namespace)

    async def work(ports: Ports) -> Shadow:
        async with open_ports(beside) as shadow:
            return await build(ports, shadow, selection, vendor_names(), more=more)

    found = change(work)
    if json:
        say(found.model_dump_json())
    else:
        say(f"{found.pages:,} pages read into namespace {namespace}, {found.carried:,} records carried over")
        say(difference_text(found.difference))
    if switch_to_it:
        switch(namespace)
    elif not json:
        say(f"nothing was changed; `rollcall switch {namespace}` goes on with these")


async def _again(ports: Ports, selection: Selection) -> tuple[int, str]:
    kept = await reach(ports.log, selection.topic)
    return await read_again(ports.log, selection, READERS[selection.topic]), kept


async def _dry(ports: Ports, selection: Selection) -> tuple[int, str]:
    kept = await reach(ports.log, selection.topic)
    try:
        await hold_still(ports.log, selection.topic, READERS[selection.topic])
    except GroupInUse as live:
        kept = f"{kept}\n{live}"
    return await selection.count(ports.log), kept


def _dry_text(selection: Selection, count: int, kept: str) -> str:
    return f"{count:,} messages of {selection.topic}; nothing was changed\n{kept}"


def _selection(topic: str, start: Place, to: str | None, vendor: str | None) -> Selection:
    if topic not in READERS:
        raise SettingError(f"expected one of {', '.join(READERS)}; got {topic!r}")
    if vendor is not None and vendor not in vendor_names():
        raise SettingError(f"--vendor: expected one of {', '.join(vendor_names())}; got {vendor!r}")
    return Selection(topic, start, place_of("--to", to) if to else None, vendor)


def _start(start: str | None, offset: int | None, into: str | None) -> Place:
    if start is not None and offset is not None:
        raise SettingError("--from, --offset: expected one of them; got both")
    if start is not None:
        return place_of("--from", start)
    if offset is None and into is None:
        raise SettingError("expected where to begin: --from TIME or --offset NUMBER; got neither")
    return offset or 0
