"""The tables of the file, and the number that says that they are ours.

Short rows stand in the order of their key (WITHOUT ROWID). Rows with a document have the key beside them, or few would
fit a page of the tree, and to count them would be to read them; the document is their last column, since SQLite reads
through a long value to get at what follows it.
"""

import sqlite3
from pathlib import Path

from shared.errors import RollcallError

LAYOUT = 0x526C_0008  # the file's `user_version`: "Rl" and the layout's number, raised when the tables change

_TABLES = """
CREATE TABLE messages (topic TEXT, place INTEGER, key TEXT, headers TEXT, time REAL, value BLOB,
    PRIMARY KEY (topic, place));
CREATE TABLE topics (topic TEXT PRIMARY KEY, next INTEGER, dense INTEGER) WITHOUT ROWID;
CREATE TABLE groups (topic TEXT, name TEXT, place INTEGER, PRIMARY KEY (topic, name)) WITHOUT ROWID;
CREATE TABLE entries (name BLOB PRIMARY KEY, value BLOB) WITHOUT ROWID;
CREATE TABLE crowds (name BLOB, member BLOB, PRIMARY KEY (name, member)) WITHOUT ROWID;
CREATE TABLE crowd_sizes (name BLOB PRIMARY KEY, size INTEGER) WITHOUT ROWID;
CREATE TABLE outbox (host BLOB PRIMARY KEY, revision INTEGER) WITHOUT ROWID;
CREATE INDEX outbox_by_revision ON outbox (revision);
CREATE TABLE revision (only INTEGER PRIMARY KEY CHECK (only = 1), value INTEGER);
INSERT INTO revision VALUES (1, 0);
CREATE TABLE records (id TEXT PRIMARY KEY, version TEXT, value BLOB);
CREATE TABLE rulings (pair TEXT PRIMARY KEY, sequence BLOB, value BLOB);
CREATE TABLE vendors (vendor TEXT PRIMARY KEY, records INTEGER) WITHOUT ROWID;
CREATE TRIGGER record_came AFTER INSERT ON records BEGIN
    INSERT INTO vendors VALUES (substr(new.id, 1, instr(new.id, ':') - 1), 1)
        ON CONFLICT DO UPDATE SET records = records + 1;
END;
CREATE TABLE hosts (number INTEGER PRIMARY KEY, id TEXT UNIQUE, revision INTEGER, outline TEXT, value BLOB);
CREATE TABLE terms (own INTEGER, term TEXT, number INTEGER, PRIMARY KEY (own, term, number)) WITHOUT ROWID;
CREATE INDEX terms_by_number ON terms (number, term);
CREATE TABLE kinds (kind INTEGER PRIMARY KEY, family TEXT, system TEXT, vendors TEXT, agents TEXT, containment TEXT,
    sensors TEXT, conflicts INTEGER, spare_records INTEGER, gone INTEGER, hosts INTEGER,
    UNIQUE (family, system, vendors, agents, containment, sensors, conflicts, spare_records, gone));
CREATE TABLE facts (number INTEGER PRIMARY KEY, host TEXT, kind INTEGER, name TEXT, system TEXT, first_seen INTEGER,
    last_seen INTEGER, last_scan INTEGER, quiet_since INTEGER, heard_at INTEGER, gone INTEGER);
CREATE INDEX facts_by_name ON facts (name, host, kind);
CREATE INDEX facts_by_system ON facts (system, host, kind);
CREATE INDEX facts_by_first_seen ON facts (first_seen, host, kind, gone);
CREATE INDEX facts_by_last_seen ON facts (last_seen, host, kind, gone);
CREATE INDEX facts_by_last_scan ON facts (last_scan, kind, gone);
CREATE INDEX facts_by_quiet_since ON facts (quiet_since, heard_at, kind);
CREATE INDEX facts_by_kind ON facts (kind, last_seen);
CREATE TRIGGER facts_came AFTER INSERT ON facts BEGIN
    UPDATE kinds SET hosts = hosts + 1 WHERE kind = new.kind;
END;
CREATE TRIGGER facts_went AFTER DELETE ON facts BEGIN
    UPDATE kinds SET hosts = hosts - 1 WHERE kind = old.kind;
    DELETE FROM kinds WHERE kind = old.kind AND hosts = 0;
END;
CREATE TABLE software (number INTEGER PRIMARY KEY, host TEXT UNIQUE, revision INTEGER, value BLOB);
CREATE TABLE programs (number INTEGER PRIMARY KEY, name TEXT, maker TEXT, hosts INTEGER, UNIQUE (name, maker));
CREATE TABLE installed (program INTEGER, host INTEGER, PRIMARY KEY (program, host)) WITHOUT ROWID;
CREATE TABLE cursors (vendor TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE roster (source TEXT, host BLOB, at INTEGER, PRIMARY KEY (source, host)) WITHOUT ROWID;
CREATE TABLE listings (record TEXT PRIMARY KEY, source TEXT, at INTEGER) WITHOUT ROWID;
CREATE INDEX listings_by_time ON listings (source, at);
CREATE TABLE syncs (id TEXT PRIMARY KEY, sequence BLOB, value BLOB);
"""
# Cache of 64 MiB: with SQLite's 2 MiB, random names are read from the file again at each commit.
_WRITER = """
PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 4000;
PRAGMA journal_size_limit = 33554432;
"""
# What a release added to files of before; a release of before passes it over.
_KEEPING = """
CREATE TABLE cleaned (topic TEXT PRIMARY KEY, place INTEGER) WITHOUT ROWID;
CREATE TABLE latest (topic TEXT, key TEXT, place INTEGER, PRIMARY KEY (topic, key)) WITHOUT ROWID;
CREATE TABLE topic_sizes (topic TEXT PRIMARY KEY, bytes INTEGER) WITHOUT ROWID;
INSERT INTO topic_sizes SELECT topic, total(length(value)) FROM messages GROUP BY topic;
"""


def prepare(connection: sqlite3.Connection, path: Path, *, read_only: bool) -> None:
    """Make the tables in an empty file; leave a file alone that isn't ours.

    Raises:
        RollcallError: the tables are of another layout, or there are none to read.

    """
    layout = connection.execute("PRAGMA user_version").fetchone()[0]
    is_empty = not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if is_empty and read_only:
        raise nothing_there(path)
    if not is_empty and layout != LAYOUT:
        raise RollcallError(
            f"{path}: expected tables of layout {LAYOUT:#x}, as this version of Rollcall makes them; got {layout:#x}. "
            "Move the file away and fetch again, or set ROLLCALL_DATA to another folder"
        )
    if not read_only:
        if is_empty:
            connection.execute("PRAGMA auto_vacuum = INCREMENTAL")  # before there is anything, or never
        connection.executescript(_WRITER)
    if is_empty:
        connection.executescript(f"BEGIN; {_TABLES} PRAGMA user_version = {LAYOUT}; COMMIT")
    if not read_only and not _has(connection, "topic_sizes"):
        connection.executescript(f"BEGIN; {_KEEPING} COMMIT")


def _has(connection: sqlite3.Connection, table: str) -> bool:
    return bool(connection.execute("SELECT count(*) FROM sqlite_master WHERE name = ?", (table,)).fetchone()[0])


def nothing_there(path: Path) -> RollcallError:
    """Return what a reader of nothing is told."""
    return RollcallError(f"{path}: no inventory there yet; run `python -m services --once` first")
