"""What a vendor shouldn't send, from the wire to the inventory: each is taken for what it is, nothing else is lost."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.pipeline.stage import Stage
from tests.serving import serving

END = b"Error invalid skip/limit combo (>number of hosts)"
Json = Any  # whatever a vendor may send


@contextmanager
def vendor(crowdstrike: list[Json], qualys: bytes = b"[]") -> Iterator[str]:
    """Serve these devices as CrowdStrike, two a page, and always the same body as Qualys; gives the address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            url = urlsplit(self.path)
            skip, limit = (int(parse_qs(url.query)[name][0]) for name in ("skip", "limit"))
            beyond = skip + limit > len(crowdstrike)
            body = (
                qualys if "qualys" in url.path else END if beyond else json.dumps(crowdstrike[skip:][:limit]).encode()
            )
            self.send_response(500 if body == END else 200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name there; Any: as there
            """Say nothing."""

    with serving(Handler) as url:
        yield url


def device(number: int, **fields: Json) -> dict[str, Json]:
    """Return a device that nothing but its id identifies, and what else is given."""
    return {"device_id": f"{number:032x}", **fields}


def inventory(stage: Stage) -> list[list[str]]:
    """Return the records of each host."""
    hosts = [json.loads(line) for line in stage.rollcall("hosts", "--json").splitlines()]
    return sorted([record["id"] for record in host["records"]] for host in hosts)


def record(number: int) -> str:
    """Return the id of a device's record."""
    return f"crowdstrike:{number:032x}"


def test_hosts_without_any_identifier_are_hosts_of_their_own(tmp_path: Path) -> None:
    """Two devices of which nothing is known but the vendor's id are two hosts; the last odd one isn't lost."""
    with vendor([device(1), device(2), device(3)]) as url:
        stage = Stage.at(tmp_path, url)
        assert stage.once().returncode == 0
    assert inventory(stage) == [[record(1)], [record(2)], [record(3)]]


def test_a_host_that_a_vendor_repeats_is_one_host(tmp_path: Path) -> None:
    """In one page and in several."""
    with vendor([device(1), device(1), device(2), device(1)]) as url:
        stage = Stage.at(tmp_path, url)
        assert stage.once().returncode == 0
    assert inventory(stage) == [[record(1)], [record(2)]]


def test_null_fields_and_null_hosts(tmp_path: Path) -> None:
    """A field that is null is a field that isn't there; a host that is null, or no object, is a dead letter."""
    nulls = dict.fromkeys(("hostname", "mac_address", "policies", "groups", "device_policies", "last_seen"))
    with vendor([device(1, **nulls), None, device(2), "device"]) as url:
        stage = Stage.at(tmp_path, url)
        assert stage.once().returncode == 0
    assert inventory(stage) == [[record(1)], [record(2)]]
    letters = [json.loads(line) for line in stage.rollcall("dead-letters", "list", "--json").splitlines()]
    reasons = [letter["headers"]["error-message"] for letter in letters]
    assert len(reasons) == 2
    assert all(reason.startswith("host 1 of the page: ") for reason in reasons)


def test_a_vendor_without_hosts(tmp_path: Path) -> None:
    """An empty page, a null and an empty body all mean that there is no host; the charts are drawn all the same."""
    for number, nothing in enumerate((b"[]", b"null", b"")):
        with vendor([], nothing) as url:
            stage = Stage.at(tmp_path / str(number), url)
            finished = stage.once()
        assert finished.returncode == 0, finished.stderr
        assert "0 hosts in the inventory" in finished.stdout
        assert (stage.folder / "visualized_diagram" / "summary.json").exists()


def test_an_answer_that_is_no_list_of_hosts_is_an_outage(tmp_path: Path) -> None:
    """Exit code 1, what was expected and what came; the other vendor's hosts are processed."""
    with vendor([device(1)], b'{"hosts": []}') as url:
        stage = Stage.at(tmp_path, url, FETCHER_ATTEMPTS="1")
        finished = stage.once()
    assert finished.returncode == 1
    assert "expected a JSON array of hosts, got dict" in finished.stderr.splitlines()[-1]
    assert inventory(stage) == [[record(1)]]
