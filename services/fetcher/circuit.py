"""A circuit breaker a source: one that fails time after time is left alone for a while, longer each time."""

from datetime import datetime, timedelta

import structlog
from pydantic import AwareDatetime, BaseModel

from shared.errors import RollcallError, Temporary
from shared.ports import Clock, Cursors
from shared.runtime.metrics import CIRCUIT

LONGEST = timedelta(days=1)  # that a source is left alone
_log = structlog.get_logger()


class Circuit(BaseModel):
    """How a source's latest syncs went.

    Attributes:
        failures: syncs in a row that failed
        until: until when the source is left alone; then one sync tries, which closes the circuit or opens it for longer
        reason: what the latest failed for

    """

    failures: int = 0
    until: AwareDatetime | None = None
    reason: str = ""

    def after(self, reason: str, now: datetime, allowed: int, pause: timedelta) -> "Circuit":
        """Return the circuit after one more failure; it opens at so many in a row."""
        failures = self.failures + 1
        beyond = failures - allowed
        until = now + min(pause * 2 ** min(beyond, 20), LONGEST) if beyond >= 0 else None
        return Circuit(failures=failures, until=until, reason=reason)

    def __str__(self) -> str:
        """Say it in words."""
        alone = f", left alone until {self.until:%Y-%m-%d %H:%M} UTC" if self.until else ""
        failed = "1 failed sync" if self.failures == 1 else f"{self.failures} failed syncs in a row"
        return f"{failed}{alone}: {self.reason}"


class Circuits:
    """The circuits of all sources; they survive the process."""

    def __init__(self, cursors: Cursors, clock: Clock, allowed: int, pause: timedelta) -> None:
        self._cursors, self._clock, self._allowed, self._pause = cursors, clock, allowed, pause

    async def refusal(self, source: str) -> Temporary | None:
        """Return why a source isn't asked now, if it is left alone."""
        circuit = await self._circuit(source)
        self._tell(source, circuit)
        if circuit.until is None or not timedelta() < circuit.until - self._clock.now() <= LONGEST:
            return None  # if it is longer, our clock was off
        return Temporary(f"not asked, its circuit is open: {circuit}")

    async def ended(self, source: str, error: RollcallError | None) -> None:
        """Hear how a sync ended."""
        before = await self._circuit(source)
        after = Circuit()
        if error:
            after = before.after(str(error), self._clock.now(), self._allowed, self._pause)
            await self._cursors.save(circuit_at(source), after.model_dump_json())
        elif before.failures:
            await self._cursors.save(circuit_at(source), None)
        if after.until:
            _log.warning("circuit_opened", source=source, failures=after.failures, until=after.until.isoformat())
        elif before.until:
            _log.info("circuit_closed", source=source)
        self._tell(source, after)

    async def _circuit(self, source: str) -> Circuit:
        stored = await self._cursors.load(circuit_at(source))
        return Circuit.model_validate_json(stored) if stored else Circuit()

    def _tell(self, source: str, circuit: Circuit) -> None:
        CIRCUIT.labels(source).set(circuit.until is not None)


def circuit_at(source: str) -> str:
    """Return the name under which a source's circuit is kept, beside the cursors."""
    return f"{source}:circuit"
