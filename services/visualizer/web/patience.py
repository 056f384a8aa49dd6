"""How long a connection may keep us waiting, and how many may do so at once.

Uvicorn gives a connection all the time in the world for its first request, and a reader for the answer. Here a request
must have come whole within some seconds, a reader must go on reading, and of those that say nothing the oldest go when
there are too many: who asks right after connecting is never among them.
"""

import asyncio
from dataclasses import dataclass, field

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol


@dataclass
class Patience:
    """What connections are given, and those that a request is waited for, the oldest first."""

    request: float = 10.0  # seconds for a request to come whole
    reading: float = 30.0  # seconds for a reader to take what is ready for it: some ten thousand bytes
    silent: int = 200  # connections that haven't asked yet, at once
    most: int = 500  # connections at once; a process may usually have 1,024 files open
    waiting: dict["PatientProtocol", None] = field(default_factory=dict)


def protocol_of(patience: Patience) -> type["PatientProtocol"]:
    """Return a protocol for one server, whose connections share a patience."""
    return type("PatientProtocol", (PatientProtocol,), {"patience": patience})


class PatientProtocol(H11Protocol):
    """HTTP/1.1 with an end to every wait."""

    patience: Patience
    _request_due: asyncio.TimerHandle | None = None
    _reading_due: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's own
        """Wait for a request, but not for ever."""
        super().connection_made(transport)
        self._await_request()
        while self.patience.waiting and (
            len(self.patience.waiting) > self.patience.silent or len(self.connections) > self.patience.most
        ):
            next(iter(self.patience.waiting)).give_up()

    def data_received(self, data: bytes) -> None:
        """Read; a request that came whole is waited for no more."""
        super().data_received(data)
        if self.conn.their_state not in (h11.IDLE, h11.SEND_BODY):
            self._stop_waiting()

    def on_response_complete(self) -> None:
        """Wait for the next request on this connection."""
        super().on_response_complete()
        if self.conn.their_state in (h11.IDLE, h11.SEND_BODY):  # none came right after the one before
            self._await_request()

    def pause_writing(self) -> None:
        """Wait for the reader, but not for ever."""
        super().pause_writing()
        if self._reading_due is None:
            self._reading_due = self.loop.call_later(self.patience.reading, self.give_up)

    def resume_writing(self) -> None:
        """Go on: the reader took what was ready."""
        super().resume_writing()
        if self._reading_due is not None:
            self._reading_due.cancel()
            self._reading_due = None

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        self._stop_waiting()
        self.resume_writing()
        super().connection_lost(exc)

    def give_up(self) -> None:
        """Close it, whatever is under way."""
        self._stop_waiting()
        self.transport.abort()

    def _await_request(self) -> None:
        self._stop_waiting()
        self.patience.waiting[self] = None
        self._request_due = self.loop.call_later(self.patience.request, self.give_up)

    def _stop_waiting(self) -> None:
        self.patience.waiting.pop(self, None)
        if self._request_due is not None:
            self._request_due.cancel()
            self._request_due = None
