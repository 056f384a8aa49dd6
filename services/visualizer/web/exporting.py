"""Hosts as CSV and as JSON, as they are read: an export of any size takes little memory."""

import csv
from collections.abc import AsyncIterator
from io import StringIO

from shared.contracts.host import HostOutline

COLUMNS = tuple(HostOutline.model_fields)
PART = 64_000  # characters that are sent at once
_FORMULA = ("=", "+", "-", "@", "|", "%", "\t", "\r", "\n")  # how a cell begins that a spreadsheet would calculate


async def as_csv(hosts: AsyncIterator[HostOutline]) -> AsyncIterator[str]:
    """Give lines of CSV, the first with the names."""
    buffer = StringIO()
    writer = csv.writer(buffer)
    writer.writerow(COLUMNS)
    async for host in hosts:
        writer.writerow([_cell(value) for value in host.model_dump(mode="json").values()])
        if buffer.tell() > PART:
            yield _taken(buffer)
    yield _taken(buffer)


async def as_json(hosts: AsyncIterator[HostOutline]) -> AsyncIterator[str]:
    """Give a JSON array, a host a line."""
    buffer = StringIO()
    buffer.write("[")
    between = "\n"
    async for host in hosts:
        buffer.write(f"{between}{host.model_dump_json()}")
        between = ",\n"
        if buffer.tell() > PART:
            yield _taken(buffer)
    buffer.write("\n]\n")
    yield _taken(buffer)


def _cell(value: object) -> object:
    text = " ".join(map(str, value)) if isinstance(value, list) else value
    return f"'{text}" if isinstance(text, str) and text.startswith(_FORMULA) else text


def _taken(buffer: StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text
