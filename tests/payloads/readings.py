"""Digests of the records that the readers make, each with the revision of the reading that it was recorded for.

`reading.tsv` of a vendor has a line for each revision of `services/normalizer/reading.py` that reads the vendor's hosts
otherwise than the one before. After a reader has changed, raise `READING` there; `python -m tests.payloads.readings`
then adds the line. A new vendor's first line needs no greater revision.
"""

import sys
import tomllib
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Any

from services.normalizer.core import normalize
from services.normalizer.reading import READING
from services.trial.envelopes import raw_hosts
from tests.payloads.recorded import FOLDER, READERS, hosts, page

CASES = sorted((FOLDER.parent / "field").glob("*/case.toml"))


def raw(vendor: str) -> Iterator[dict[str, Any]]:
    """Give a vendor's raw hosts: of the payload, of these with each field left out, of the field's cases."""
    for host in hosts(vendor):
        yield host
        for name in host:
            yield {field: value for field, value in host.items() if field != name}
    for case in CASES:
        yield from case_hosts(vendor, case)


def case_hosts(vendor: str, case: Path) -> Iterator[dict[str, Any]]:
    """Give the raw hosts of a vendor in a case of the field."""
    for argument in tomllib.loads(case.read_text())["arguments"]:
        source, _, file = argument.partition("=")
        if source.rpartition(":")[2] == vendor:
            yield from raw_hosts((case.parent / file).read_bytes())


def digest(vendor: str) -> str:
    """Return what stands for the records that are made of a vendor's raw hosts; a host that is refused has none."""
    hashed = blake2b(digest_size=16)
    for host in raw(vendor):
        records, _ = normalize(page(vendor, host).encode(), READERS)
        for record in records:
            hashed.update(record.encode() + b"\n")
    return hashed.hexdigest()


def file_of(vendor: str) -> Path:
    """Return where the digests of a vendor are recorded."""
    return FOLDER / vendor / "reading.tsv"


def recorded(vendor: str) -> list[tuple[int, str]]:
    """Return the revisions with their digests, in order; none for a vendor that is new."""
    if not file_of(vendor).exists():
        return []
    lines = [line.split("\t") for line in file_of(vendor).read_text().splitlines()[1:]]
    return [(int(revision), read) for revision, read in lines]


def advice(vendor: str, lines: list[tuple[int, str]], now: str) -> str:
    """Return what has to be done before a vendor's reading is recorded as it should be; nothing if it is."""
    if lines and lines[-1][1] == now:
        return ""
    if lines and lines[-1][0] >= READING:
        return f"{vendor}: the records are others than before: raise READING and record the digest"
    return f"{vendor}: record the digest: python -m tests.payloads.readings"


def main() -> None:
    """Add a line for each vendor whose records are others than before."""
    for vendor in sorted(READERS):
        lines, now = recorded(vendor), digest(vendor)
        if "raise READING" in (wanted := advice(vendor, lines, now)):
            sys.exit(wanted)
        if wanted:
            text = "".join(f"{revision}\t{read}\n" for revision, read in [*lines, (READING, now)])
            file_of(vendor).write_text(f"reading\tdigest\n{text}")


if __name__ == "__main__":
    main()
