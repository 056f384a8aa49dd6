"""What people ask the web page for: words as they are typed, facts, questions, orders, pages far down."""

import json
from collections.abc import Iterator
from itertools import product
from urllib.parse import urlencode

from services.visualizer.web.questions import QUESTIONS

FACTS = (
    "vendor=qualys",
    "missing=qualys",
    "family=windows",
    "family=other",
    "stale=1",
    "conflict=1",
    "stale=1&family=macos",
)
ORDERS = ("", "&sort=last_seen&order=desc", "&sort=system", "&sort=first_seen", "&order=desc")


def searches(hosts: int) -> list[str]:
    """Return the addresses, of an inventory of so many hosts."""
    return [f"/hosts?{one}" for one in (*_words(hosts), *_facts(), *_far_down(hosts))]


def _words(hosts: int) -> Iterator[str]:
    for number in (hosts // 7, hosts // 3, hosts - 5):
        address = f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}"
        typed = [f"web-{number:07}"[:length] for length in range(1, 12)]
        parts = [address[:length] for length in range(2, len(address) + 1, 2)]
        for text in (
            *typed,
            *parts,
            f"ex{number:07}",
            f"qualys:q{number:07}",
            f"0a:00:00:{number >> 16:02x}",
            "nobody",
        ):
            yield urlencode({"text": text})
        yield urlencode({"text": f"web-{number:07}", "exact": 1})
    for text, fact in product(("web", "prod", "team-db", "10.0"), FACTS):
        yield f"{urlencode({'text': text})}&{fact}"


def _facts() -> Iterator[str]:
    yield from (f"{fact}{order}" for fact, order in product(FACTS, ORDERS))
    yield from (f"question={name}{order}" for name, order in product(QUESTIONS, ORDERS))


def _far_down(hosts: int) -> Iterator[str]:
    for part in (3, 5, 7, 9):
        yield urlencode({"after": json.dumps([f"mail-{hosts * part // 10:07}", "x"]), "limit": 200})
        yield urlencode({"missing": "qualys", "after": json.dumps([f"mail-{hosts * part // 10:07}", "x"])})
