"""Tenable's pages: hosts and a cursor, until a page has no hosts."""

import json
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import AnyHttpUrl, SecretStr

from services.fetcher.core import Answer, Page
from services.fetcher.vendors.tenable import VENDOR, TenableSettings
from shared.errors import Temporary
from tests.unit.fetcher.world import SECRET, client, run

OURS = TenableSettings(url=AnyHttpUrl("https://api.example.com/"), token=SecretStr(SECRET))


def read(cursor: str, said: Any, status: int = 200) -> Page:
    """Return what an answer says."""
    return VENDOR.read(cursor, Answer(status, {}, said if isinstance(said, bytes) else json.dumps(said).encode()))


def test_a_request_is_what_the_api_takes() -> None:
    """POST, the cursor in the query, empty at first; the token in its header."""
    first, later = VENDOR.ask(OURS, VENDOR.first(OURS)), VENDOR.ask(OURS, "c-1")

    assert (first.method, first.url) == ("POST", "https://api.example.com/api/tenable/hosts/get")
    assert (first.params, later.params) == ({"cursor": ""}, {"cursor": "c-1"})
    assert later.headers["token"] == SECRET


@pytest.mark.parametrize("cursor", ["c-2", 2])
def test_a_page_says_where_the_next_begins(cursor: object) -> None:
    """By a text or a number; no hosts are the end, whatever cursor is beside them."""
    assert read("c-1", {"hosts": [{"id": 1}], "cursor": cursor}) == Page([{"id": 1}], str(cursor))
    assert read("c-1", {"hosts": [], "cursor": cursor}) == Page([], None)
    assert read("c-1", {"hosts": []}) == Page([], None)


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"hosts": [1], "cursor": "c-1"}, 200), ({"hosts": [1], "cursor": None}, 200), ({"hosts": [1]}, 200),
        ({"hosts": None}, 200), ({}, 200), ([], 200), (b"", 200), (b"[" * 100_000, 200),
        ({"hosts": [], "cursor": "c"}, 500), (b"Error", 500),
    ],
)  # fmt: skip
def test_anything_else_is_an_outage(said: Any, status: int) -> None:
    """A place that is given for ever, hosts with no further place, an error: none of them is the end."""
    with pytest.raises(Temporary, match=r"^tenable"):
        read("c-1", said, status)


@given(st.integers(0, 9), st.integers(1, 4))
def test_every_host_comes_once_in_order(count: int, size: int) -> None:
    """However many there are."""
    hosts = [{"id": number} for number in range(count)]

    def answer(request: httpx.Request) -> httpx.Response:
        begin = int(request.url.params["cursor"] or 0)
        return httpx.Response(200, json={"hosts": hosts[begin : begin + size], "cursor": begin + size})

    async def work() -> list[object]:
        asking, found, cursor = client(answer), list[object](), VENDOR.first(OURS)
        while True:
            page = await asking.page(VENDOR, OURS, cursor)
            found += page.hosts
            if page.cursor is None:
                return found
            cursor = page.cursor

    assert run(work()) == hosts
