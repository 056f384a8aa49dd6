"""Trying raw hosts from files, without an inventory."""

import asyncio
from typing import Annotated

import typer

from services.cli.access import say
from services.cli.inventory import AsJson
from services.cli.places import time_of
from services.cli.trial_wording import trial_text
from services.trial import inputs_of, try_hosts
from shared.logs import logging_nothing

Files = Annotated[
    list[str] | None,
    typer.Argument(metavar="VENDOR=FILE...", help="`crowdstrike=a.json`; of one vendor there may be several."),
]
OfTenants = Annotated[
    list[str] | None,
    typer.Option("--tenant", metavar="TENANT:VENDOR=FILE", help="Raw hosts of a tenant: `emea:crowdstrike=d.json`."),
]
Why = Annotated[bool, typer.Option("--why", help="Say why hosts are one, and why those that look alike are two.")]
FetchedAt = Annotated[
    str | None, typer.Option(help="When the files count as fetched; else the latest time that their records tell.")
]


def try_files(
    files: Files = None, tenant: OfTenants = None, why: Why = False, fetched_at: FetchedAt = None, json: AsJson = False
) -> None:
    """Say what comes of raw hosts from files: the records, the hosts, and what is refused, with the reason.

    A file holds raw hosts as the vendor's API gives them: a list, one host, a host a line, whole answers, VMDR's XML,
    any of them compressed with gzip; `-` is standard input. No setting is read, nothing is asked for and nothing is
    written. The files of one source count as fetched one after the other.
    """
    inputs = inputs_of(files or (), tenant or ())
    moment = time_of("--fetched-at", fetched_at) if fetched_at else None
    with logging_nothing():
        trial = asyncio.run(try_hosts(inputs, moment, why=why))
    say(trial.as_json() if json else trial_text(trial))
