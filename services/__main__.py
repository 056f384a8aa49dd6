"""Run all four services in one process: `python -m services`."""

from typing import Annotated

import typer

from services.runs import run_all

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def services(
    once: Annotated[bool, typer.Option("--once", help="Fetch once, process everything, draw, and end.")] = False,
) -> None:
    """Fetch every host of every vendor, decide which records are one machine, and draw the inventory.

    All four services (fetcher, normalizer, deduper, visualizer) run in this process on one SQLite file in
    ROLLCALL_DATA; nothing else is needed. Kill it at any moment: the next start goes on where it ended.

    Without --once it fetches at the time FETCHER_SCHEDULE says, until Ctrl-C or SIGTERM; it begins at once if a
    fetch was cut off or there was none yet.

    What it needs: FETCHER_QUALYS_URL and FETCHER_QUALYS_TOKEN, or the same for CROWDSTRIKE, in the environment or in
    a file .env. All settings are in .env.sample. To try it without a vendor, run `python -m simulator` beside it.

    Exit codes: 0 all is well; 1 a vendor couldn't be fetched whole, the rest was processed; 2 a setting is wrong,
    a vendor refused its token, or another process holds the SQLite file; 130 stopped by a signal before the end.

    Afterwards: `rollcall status`, `rollcall show HOST`, `rollcall --help`.
    """
    run_all(to_the_end=once)


app()
