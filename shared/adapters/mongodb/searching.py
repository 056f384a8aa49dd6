"""A query as MongoDB is asked it. Whatever a user typed is a value, or is escaped inside a pattern."""

import re
from collections.abc import Callable
from typing import Any

from shared.adapters.facts import NEVER, starts_of, wanted_of
from shared.adapters.mongodb.documents import Document
from shared.contracts.query import Condition, HostQuery, How, Mark

_HOW: dict[How, Callable[[Any], Any]] = {  # Any: BSON
    "is": lambda wanted: wanted,
    "any_of": lambda wanted: {"$in": list(wanted)},
    "under": lambda wanted: {"$regex": rf"^(?:{'|'.join(map(_escaped, wanted))})(?:\.|$)"} if wanted else {"$in": []},
    "has": lambda wanted: wanted,
    "lacks": lambda wanted: {"$ne": wanted},
    "over": lambda wanted: {"$gt": wanted},
    "before": lambda wanted: {"$lt": wanted, "$gt": NEVER},
    "since": lambda wanted: {"$gte": wanted},
    "not_since": lambda wanted: {"$lt": wanted},
}


def counting(query: HostQuery) -> Document:
    """Return the filter of all hosts that are asked for."""
    return {"$and": [{"is_there": True}, *_named(query), *map(_condition, query.where)]}


def paging(query: HostQuery) -> Document:
    """Return the filter of those that come after the mark."""
    if query.after is None:
        return counting(query)
    fact, (value, one) = f"facts.{query.sort}", query.after
    way = "$lt" if query.descending else "$gt"
    beyond = {"$or": [{fact: {way: value}}, {fact: value, "_id": {way: one}}]}
    return {"$and": [*counting(query)["$and"], beyond]}


def mark_of(document: Document, query: HostQuery) -> Mark:
    """Return where a document stands in the order."""
    return document["facts"][query.sort], document["_id"]


def _named(query: HostQuery) -> list[Document]:
    starts = starts_of(query)
    if not starts[0]:
        return []
    if query.exact:
        return [{"terms": {"$in": list(starts)}}]
    return [{"$or": [{"terms": {"$regex": f"^{_escaped(one)}"}} for one in starts]}]


def _condition(condition: Condition) -> Document:
    return {f"facts.{condition.fact}": _HOW[condition.how](wanted_of(condition))}


def _escaped(text: str) -> str:
    return re.escape(text).replace("\x00", r"\x00")  # MongoDB takes no pattern with such a byte in it
