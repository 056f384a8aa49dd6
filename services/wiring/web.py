"""Builds the web page, and answers for it what takes more than one part."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import TYPE_CHECKING, Any

import structlog

from services.dead_letters import letters, waiting
from services.wiring.fetching import sources, unfinished_syncs
from services.wiring.ports import Ports
from services.wiring.readers import lags
from services.wiring.ruling import Verdict, rule
from services.wiring.syncs import SyncState, sync_states
from shared.adapters.clock import SteadyClock
from shared.contracts.ruling import Ruling

if TYPE_CHECKING:
    from services.visualizer.web.answers import DeadLetter, State, Sync
    from shared.contracts.event import Value
    from shared.contracts.host import Host

_log = structlog.get_logger()


class PortAnswers:
    """Implements the page's `Answers`."""

    def __init__(self, ports: Ports) -> None:
        from services.deduper.inquiry import Inquiry

        self._ports = ports
        self._inquiry = Inquiry(ports.index, ports.store)

    async def why(self, text: str) -> "Value":
        """Return why the host that goes by this is one."""
        return await self._inquiry.why(text)

    async def why_not(self, left: str, right: str) -> "Value":
        """Return why two hosts are two."""
        return await self._inquiry.why_not(left, right)

    async def history(self, host: "Host", most: int) -> "Sequence[Value]":
        """Return what became of a host, oldest first, as far as the last versions of all hosts tell."""
        from services.deduper.history import history

        return await history(self._ports.log, host, most)

    async def rulings(self, limit: int) -> "Sequence[Value]":
        """Return the first of the rulings in force."""
        found: list[Ruling] = []
        async for one in self._ports.store.rulings():
            if len(found) == limit:
                break
            found += [one] if one.verdict != "forget" else []
        return found

    async def rule(self, names: tuple[str, str], verdict: Verdict, because: str, by: str) -> "Value":
        """Publish what somebody decided about two hosts or records; return it."""
        ruling = await rule(self._ports, names, verdict, because, by)
        _log.info("ruled", verdict=verdict, left=ruling.left, right=ruling.right, by=by)
        return ruling

    async def state(self) -> "State":
        """Return how the pipeline is."""
        from services.visualizer.web.answers import State

        ports = self._ports
        lag, waits, cut_off = await lags(ports), await waiting(ports.log), await unfinished_syncs(ports)
        return State(lag, waits, cut_off, await self.syncs())

    async def syncs(self) -> "Sequence[Sync]":
        """Return how each source's syncs go."""
        return [_shown(state) for state in await sync_states(self._ports, sources())]

    async def dead_letters(self, limit: int) -> "Sequence[DeadLetter]":
        """Return the first dead letters that wait."""
        from services.visualizer.web.answers import DeadLetter

        found: list[DeadLetter] = []
        async for one in letters(self._ports.log):
            if len(found) == limit:
                break
            at, header = one.delivery, one.header
            found.append(
                DeadLetter(
                    one.id, at.time, header("service"), at.message.key, header("error-class"), header("error-message")
                )
            )
        return found


def _shown(state: SyncState) -> "Sync":
    from services.visualizer.web.answers import Sync

    under_way = state.state in {"running", "cut off"}
    return Sync(
        state.source,
        complete_at=state.complete.at if state.complete else None,
        hosts=state.complete.hosts if state.complete else None,
        failed_at=state.failed.at if state.failed else None,
        reason=state.failed.reason if state.failed else "",
        state=state.state,
        begun_at=state.begun_at if under_way else None,
        heard_at=state.heard_at if under_way else None,
        pages_so_far=state.pages if under_way else None,
        hosts_so_far=state.hosts if under_way else None,
        overdue_since=state.overdue_since,
    )


def page(
    ports: Ports, stop: asyncio.Event, ready: Callable[[str], None] | None = None, *, writes: bool = True
) -> Coroutine[Any, Any, None] | None:
    """Build what serves the page until `stop`, and tells `ready` its address; nothing, if no port is set and none asks.

    `writes`: whether the ports can be written to. Then whoever gives the token may rule.

    Raises:
        SettingError: others than this machine could reach it, and there is no good token.

    """
    from services.visualizer.settings import VisualizerSettings, WebSettings

    settings = WebSettings.load()
    if settings.port is None and ready is None:
        return None
    from services.visualizer.web.app import application
    from services.visualizer.web.seal import Seal
    from services.visualizer.web.serving import serve, token_of
    from services.visualizer.web.site import Site

    token = token_of(settings)
    seal = Seal(token) if token and writes else None
    site = Site(ports.store, PortAnswers(ports), ports.clock, VisualizerSettings.load(), seal)
    return serve(
        application(site, settings.host, token, settings.per_minute, SteadyClock()), settings, stop, ready or _silent
    )


def _silent(_: str) -> None:
    """Tell nobody: the log has the address."""
