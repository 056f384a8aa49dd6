"""Qualys' VMDR host list as it is on the wire: `/api/5.0/fo/asset/host/?action=list`, XML, and a 409 for too much."""

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from urllib.parse import urlencode
from xml.sax.saxutils import escape

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from simulator import answers
from simulator.account import is_account
from simulator.faults import Faults, Name, halved, spoilt
from simulator.limits import Limits
from simulator.population import Population
from simulator.qps import by_id
from simulator.qualys import HOST_IDS_BELOW
from simulator.vmdr_hosts import render_vmdr
from simulator.wire import Json

MOST = 1_000_000
KNOWN = {"action", "details", "show_asset_id", "show_tags", "host_metadata", "show_cloud_tags", "truncation_limit",
         "id_min", "vm_processed_after", "show_trurisk"}  # fmt: skip
VERSIONS = ("3.0", "4.0", "5.0")  # 2.0 has had its day: it isn't there
HEAD = '<?xml version="1.0" encoding="UTF-8" ?>\n<!DOCTYPE {0} SYSTEM "https://qualysapi.example.com/{1}.dtd">\n'


@dataclass
class Vmdr:
    """The API's part of a running simulator; population and faults are asked for, since they change.

    Attributes:
        password: of the one account
        population: gives the hosts
        faults: gives what goes wrong
        limits: how often it may be asked

    """

    password: str
    population: Callable[[], Population]
    faults: Callable[[], Faults]
    limits: Limits

    def routes(self) -> list[Route]:
        """Return the endpoint."""
        return [
            Route(f"/api/{version}/fo/asset/host/", self.list_hosts, methods=["GET", "POST"]) for version in VERSIONS
        ]

    async def list_hosts(self, request: Request) -> Response:
        """Answer with a page of hosts."""
        with self.limits.entered() as wait:
            if wait and self.limits.crowded:
                return self._returned("1960", "This API cannot be run again until 1 currently running instance has "
                                      "finished.", 409, {"CALLS_TO_FINISH": "1"})  # fmt: skip
            if wait:
                return self._too_often(wait)
            await self.limits.work()
            due = self.faults().due("qualys")
            broken = self._refused(request, due) or await answers.failure(request, due, self.limits.headers(1))
            return broken or await self._page(request, due)

    def _refused(self, request: Request, due: Collection[Name]) -> Response | None:
        if not is_account(request.headers.get("authorization", ""), self.password):
            return self._returned("2000", "Bad Login/Password", 401)
        if "409" in due:
            return self._too_often(1)
        wrong = _wrong(request)
        return self._returned("1901", wrong, 400) if wrong else None

    async def _page(self, request: Request, due: Collection[Name]) -> Response:
        asked = request.query_params
        limit, least = int(asked.get("truncation_limit", "1000")), int(asked.get("id_min", "0"))
        since = asked.get("vm_processed_after", "")
        hosts, rest = await run_in_threadpool(page, self.population(), limit, least, since)
        said = {"HOST_LIST": {"HOST": spoilt(hosts, due)}} | (_warning(request, rest) if rest else {})
        body = halved(_document("HOST_LIST_OUTPUT", said), due)
        return answers.sent(body, due, "application/xml", self.limits.headers())

    def _too_often(self, wait: float) -> Response:
        text = f"This API cannot be run again for another {ceil(wait)} seconds."
        return self._returned("1965", text, 409, {"SECONDS_TO_WAIT": str(ceil(wait))}, wait)

    def _returned(
        self, code: str, text: str, status: int, items: dict[str, str] | None = None, wait: float = 0
    ) -> Response:
        """Return an answer that lists nothing."""
        listed = [{"KEY": key, "VALUE": value} for key, value in (items or {}).items()]
        said = {"CODE": code, "TEXT": text} | ({"ITEM_LIST": {"ITEM": listed}} if listed else {})
        headers = self.limits.headers(wait)
        if code == "1960":
            del headers["X-RateLimit-ToWait-Sec"]  # who is told that too much runs isn't told about the rate
        return Response(_document("SIMPLE_RETURN", said), status, headers, "application/xml")


def page(population: Population, limit: int, least: int, since: str) -> tuple[list[Json], int]:
    """Return the hosts from a number on that changed after a time, at most `limit`, and the number after them, or 0."""
    index = scanned(population)
    rows = [row for row in index[bisect_left(index, (least, 0, "")) :] if row[2] > since][: limit + 1]
    hosts = [
        render_vmdr(population.machine("qualys", place), raw)
        for _, place, _ in rows[:limit]
        for raw in population.hosts("qualys", place, place + 1)
    ]
    return hosts, rows[limit][0] if len(rows) > limit else 0


@lru_cache(maxsize=2)
def scanned(population: Population) -> list[tuple[int, int, str]]:
    """Return host's number, place and time of the last change of each host that an agent or a scan has met."""
    return [
        (number - HOST_IDS_BELOW, place, changed)
        for number, place, changed in by_id(population)
        for raw in population.hosts("qualys", place, place + 1)
        if "lastVulnScan" in raw
    ]


def _wrong(request: Request) -> str:
    """Return what is wrong with a request; nothing if it is right."""
    asked, numbers = request.query_params, ("truncation_limit", "id_min")
    if not request.headers.get("x-requested-with"):
        return "expected the header X-Requested-With"
    if unknown := asked.keys() - KNOWN:
        return f"Unrecognized parameter(s): {', '.join(sorted(unknown))}"
    if asked.get("action") != "list" or not all(asked.get(name, "1").isdecimal() for name in numbers):
        return "expected action=list, and numbers for truncation_limit and id_min"
    return "" if 1 <= int(asked.get("truncation_limit", "1")) <= MOST else f"expected a truncation_limit up to {MOST}"


def _warning(request: Request, rest: int) -> Json:
    """Return where the list goes on; of the address only the query counts, the server is one that isn't there."""
    query = urlencode({**request.query_params, "id_min": str(rest)})
    text = f"{request.query_params.get('truncation_limit', '1000')} record limit exceeded. Use URL to get next batch."
    url = f"https://qualysapi.example.com{request.url.path}?{query}"
    return {"WARNING": {"CODE": "1980", "TEXT": text, "URL": url}}


def _document(kind: str, said: Json) -> bytes:
    head = HEAD.format(kind, kind.lower())
    body = "".join(_elements({kind: {"RESPONSE": {"DATETIME": "2026-01-31T12:00:00Z"} | said}}))
    return (head + body).encode()


def _elements(said: Json) -> Iterator[str]:
    """Give elements; texts are CDATA where they may hold anything."""
    for name, value in said.items():
        for one in value if isinstance(value, list) else [value]:
            yield f"<{name}>"
            if isinstance(one, dict):
                yield from _elements(one)
            elif str(one).isalnum():
                yield str(one)
            else:
                yield f"\n<![CDATA[{one}]]>\n" if "]]>" not in str(one) else escape(str(one))
            yield f"</{name}>\n"
