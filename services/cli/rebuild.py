"""Recomputing the inventory by the present rules."""

from typing import Annotated

import typer

from services.cli.access import change, say
from services.cli.inventory import AsJson
from services.cli.wording import difference_text
from services.deduper.materialise import Materialiser
from services.deduper.rebuild import Difference, compare, roots_of
from services.deduper.rebuild import rebuild as rebuild_into
from services.replay import hold_still
from services.wiring import READERS, Ports, beside
from shared.contracts.topics import NORMALIZED, RULINGS, SYNCS
from shared.settings import SharedSettings


def rebuild(
    switch: Annotated[bool, typer.Option("--switch", help="Go on with the new inventory.")] = False,
    json: AsJson = False,
) -> None:
    """Recompute all hosts from the stored records and rulings, beside the inventory, and say what differs.

    Needed after a change of the matching rules, or when the identity index was lost. Nothing changes without --switch.
    """

    async def work(ports: Ports) -> Difference:
        if switch:
            await hold_still(ports.log, NORMALIZED.name, READERS[NORMALIZED.name])
            await hold_still(ports.log, RULINGS.name, READERS[RULINGS.name])
            await hold_still(ports.log, SYNCS.name, READERS[SYNCS.name])
        async with beside(ports, SharedSettings.load()) as other:
            await rebuild_into(ports.store, other.index, other.store, other.log)
            found = await compare(ports.store, other.store)
            if switch:
                await other.adopt(await roots_of(ports.store, other.store))
                await Materialiser(ports.index, ports.store, ports.log).drain()
            return found

    found = change(work)
    say(found.model_dump_json() if json else difference_text(found))
    if not json:
        say("switched to" if switch else "nothing was changed; `rollcall rebuild --switch` goes on with these")
