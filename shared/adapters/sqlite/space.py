"""The file's free pages: how many there are, and giving them back to the disk a few at a time.

A file of before this has no map of who points to a page, without which none can be moved from its end: it is written
anew, once, when much of it is free and no service runs.
"""

from contextlib import suppress

import structlog

from shared.adapters.sqlite.database import Database
from shared.errors import Temporary

PAGES = 256  # given back in one step: a megabyte
RESERVE = 1_024  # free pages that are kept anyway: the next sync needs them
SHARE = 8  # of the file's pages one in so many may be free
MUCH = 4  # of a file that is written anew one page in so many is free, at least
INCREMENTAL = 2  # of `auto_vacuum`
_log = structlog.get_logger()


def used_bytes(database: Database) -> int:
    """Return how many bytes of the file hold something."""
    return (_number(database, "page_count") - _number(database, "freelist_count")) * _number(database, "page_size")


def give_back(database: Database) -> bool:
    """Cut some free pages off the file, if many are free; return whether it did."""
    pages, free = _number(database, "page_count"), _number(database, "freelist_count")
    if free <= RESERVE + pages // SHARE or _number(database, "auto_vacuum") != INCREMENTAL:
        return False
    database.run_to_end(f"PRAGMA incremental_vacuum({PAGES})")
    return _number(database, "freelist_count") < free


def write_anew(database: Database) -> None:
    """Write a file of before anew if much of it is free; one for which there is no room on the disk stays as it is."""
    pages, free = _number(database, "page_count"), _number(database, "freelist_count")
    if _number(database, "auto_vacuum") == INCREMENTAL or free <= RESERVE + pages // MUCH:
        return
    _log.info(
        "file_written_anew", path=str(database.path), free_megabytes=free * _number(database, "page_size") // 10**6
    )
    with suppress(Temporary):
        database.run(f"PRAGMA auto_vacuum = {INCREMENTAL}")
        database.run("VACUUM")


def _number(database: Database, pragma: str) -> int:
    return int(database.rows(f"PRAGMA {pragma}")[0][0])
