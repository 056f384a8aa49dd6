"""Tells over HTTP how a process is: /metrics for Prometheus, /healthz and /readyz for who watches it.

It answers from threads of its own, so that it can say that the event loop is stuck.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from threading import Thread
from typing import TYPE_CHECKING, Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import structlog
from prometheus_client import make_wsgi_app

from shared.errors import SettingError
from shared.ports import Clock
from shared.runtime.health import Moves, Verdict, health, readiness
from shared.runtime.settings import MetricsSettings

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

_log = structlog.get_logger()
Judge = Callable[[], Verdict]


@contextmanager
def telling(every: Sequence[Moves], clock: Clock, settings: MetricsSettings, stuck_after: float) -> Iterator[None]:
    """Tell of these until the end of the block; nobody, if no port is set.

    Raises:
        SettingError: there is no listening at that address.

    """
    if settings.port is None:
        yield
        return

    def judges(judge: Callable[..., Verdict]) -> Judge:
        return lambda: judge([one.progress for one in every], clock.now(), stuck_after)

    server = _listen(settings.host, settings.port, answers({"/healthz": judges(health), "/readyz": judges(readiness)}))
    thread = Thread(target=server.serve_forever, name="telling", daemon=True)
    thread.start()
    _log.debug("telling", host=settings.host, port=settings.port)
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def answers(judges: dict[str, Judge]) -> "WSGIApplication":
    """Return what answers a request: a verdict as 200 or 503 with its reasons, or the metrics."""
    metrics: WSGIApplication = make_wsgi_app()

    def answer(environment: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        path = environment["PATH_INFO"]
        if path == "/metrics":
            return metrics(environment, start)
        if judge := judges.get(path):
            verdict = judge()
            return _text(start, "200 OK" if verdict.good else "503 Service Unavailable", verdict.text)
        return _text(start, "404 Not Found", f"expected {', '.join(['/metrics', *judges])}\n")

    return answer


def _text(start: "StartResponse", status: str, text: str) -> list[bytes]:
    body = text.encode()
    start(status, [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body)))])
    return [body]


def _listen(host: str, port: int, application: "WSGIApplication") -> WSGIServer:
    try:
        return make_server(host, port, application, server_class=_Server, handler_class=_Quiet)
    except OSError as error:
        raise SettingError(
            f"METRICS_HOST, METRICS_PORT: expected an address to listen at; got {host}:{port}: {error.strerror}"
        ) from error


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    allow_reuse_address = True


class _Quiet(WSGIRequestHandler):
    timeout = 10  # seconds that a silent client may hold a thread

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name there; Any: as there
        """Say nothing: it is asked every few seconds."""
