"""The ports in one SQLite file, for one machine: survives kill -9 and goes on."""

from shared.adapters.sqlite.cursors import SqliteCursors
from shared.adapters.sqlite.database import Database
from shared.adapters.sqlite.index import SqliteIdentityIndex
from shared.adapters.sqlite.log import SqliteEventLog
from shared.adapters.sqlite.roster import SqliteRoster
from shared.adapters.sqlite.store import SqliteHostStore

__all__ = [
    "Database",
    "SqliteCursors",
    "SqliteEventLog",
    "SqliteHostStore",
    "SqliteIdentityIndex",
    "SqliteRoster",
]
