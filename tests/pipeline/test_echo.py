"""A vendor that says again what it was sent, in any form and at any place: no output of a real process has it."""

import gzip
import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from random import Random
from typing import Any, ClassVar
from urllib.parse import urlsplit

from tests.pipeline.stage import Stage
from tests.serving import serving
from tests.unit.redaction.echoes import ECHOES

END = b"Error invalid skip/limit combo (>number of hosts)"
QUALYS = r"aB\3x/Y_9+q&Zz%41-Kp7Lm"
FALCON, GRANTED = "fS3c%42ret/of+7wN5k2Qz", "gR4nted-t0ken_9xV3bJ8pL5"
FORMS = [ECHOES[name] for name in sorted(ECHOES) if name not in {"UTF-16", "repr of bytes"}]
ANSWERS = 40  # that are wrong, before the list goes on


class Echo:
    """A vendor's answers, each another way to say again what it was sent."""

    def __init__(self, seed: int) -> None:
        self.random, self.asked = Random(seed), 0  # noqa: S311 - to try much, again the same

    def answer(self, secrets: list[str]) -> tuple[int, str, dict[str, str], bytes]:
        """Return status, reason, headers and body."""
        self.asked += 1
        secret = self.random.choice(secrets)
        echo = self.random.choice(FORMS)(secret)
        if self.random.random() < 0.2:
            start = self.random.randrange(len(secret) - 6)
            echo = secret[start : start + self.random.randrange(6, len(secret))]
        line = "".join(echo.split())
        padding = "x " * self.random.randrange(120)
        body = f"{padding}{echo}{' is bad' * self.random.randrange(2)}".encode()
        headers: dict[str, str] = {}
        if self.random.random() < 0.3:
            body, headers = gzip.compress(body), {"content-encoding": "gzip"}
        kind = self.random.choice(["body", "body", "body", "reason", "encoding", "retry-after", "json", "xml"])
        if kind == "reason":
            return 500, line, {}, b""
        if kind == "encoding":
            return 200, "OK", {"content-encoding": line}, b"x"
        if kind == "retry-after":
            return 429, "Slow", {"retry-after": line}, b""
        if kind == "json":
            return 500, "No", {}, json.dumps({"errors": [{"code": 500, "message": f"bad {echo}"}]}).encode()
        if kind == "xml":
            return 503, "No", {}, f"<SIMPLE_RETURN><RESPONSE><TEXT>{line}</TEXT></RESPONSE></SIMPLE_RETURN>".encode()
        return self.random.choice([200, 500, 502, 409, 429]), "Hm", headers, body


class Handler(BaseHTTPRequestHandler):
    """Answers for the assessment's API and for Falcon's."""

    echoes: ClassVar[dict[str, Echo]] = {}

    def do_POST(self) -> None:
        """Say what was sent, often enough; then what is right, with secrets in hosts."""
        url, _ = urlsplit(self.path), self.rfile.read(int(self.headers.get("content-length") or 0))
        name = next(name for name in self.echoes if name in url.path)
        secret = self.headers.get("token") or FALCON
        if self.echoes[name].asked < ANSWERS:
            self._say(*self.echoes[name].answer([secret, GRANTED] if name == "devices" else [secret]))
        elif name == "oauth2":
            self._say(201, "OK", {}, json.dumps({"access_token": GRANTED, "expires_in": 1799}).encode())
        elif name == "devices":
            self._say(302, "Moved", {"location": f"http://127.0.0.1:9/{GRANTED}?{FALCON}"}, b"")
        else:
            more = "skip=0&limit=2" in url.query
            self._say(200 if more else 500, "OK", {}, hosts(secret) if more else END)

    def do_GET(self) -> None:
        """Answer alike."""
        self.do_POST()

    def _say(self, status: int, reason: str, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status, reason)
        for name, value in (headers | {"content-length": str(len(body))}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name there; Any: as there
        """Say nothing."""


def hosts(secret: str) -> bytes:
    """Return two hosts that have a secret in fields that are kept, in all forms."""
    tags = [form(secret) for form in FORMS]
    return json.dumps([{"id": number, "hostname": secret, "name": secret, "tags": tags} for number in (1, 2)]).encode()


@contextmanager
def vendor(seed: int) -> Iterator[str]:
    """Serve it; gives the address."""
    Handler.echoes = {name: Echo(seed + number) for number, name in enumerate(("qualys", "devices", "oauth2"))}
    with serving(Handler) as url:
        yield url


def test_no_output_of_a_process_has_a_secret(tmp_path: Path) -> None:
    """Messages, logs, the store with its log and dead letters, charts, status: neither whole, nor eight signs of it."""
    with vendor(seed=7) as url:
        settings = {"URL": url, "TOKEN": QUALYS}
        stage = Stage(tmp_path, {f"FETCHER_QUALYS_{name}": value for name, value in settings.items()})
        stage.settings |= {"FETCHER_FALCON_CLOUD": url, "FETCHER_FALCON_CLIENT_ID": "client"}
        stage.settings |= {"FETCHER_FALCON_CLIENT_SECRET": FALCON}
        stage.settings |= {"FETCHER_ATTEMPTS": str(2 * ANSWERS + 2), "FETCHER_LONGEST_WAIT": "0.01"}
        done = stage.once()
    told = done.stdout + done.stderr + stage.rollcall("status") + stage.rollcall("hosts", "--json")
    written = told.encode() + stage.written()

    assert "2 raw hosts of qualys" in done.stdout, done.stderr
    assert "crowdstrike answered 302" in done.stderr
    assert all(echo.asked >= ANSWERS for echo in Handler.echoes.values())  # the log leaves out what it said just now
    assert b"***" in written
    assert leaks(written) == []


def leaks(written: bytes) -> list[str]:
    """Return the forms of secrets that are in these bytes, and their parts."""
    folded = b"".join(written.split()).lower()
    secrets = [QUALYS, FALCON, GRANTED]
    parts = {secret[at : at + 8] for secret in secrets for at in range(len(secret) - 7)}
    wanted = {*parts, *(form(secret) for secret in secrets for form in FORMS)}
    return sorted(text for text in wanted if b"".join(text.encode().split()).lower() in folded)
