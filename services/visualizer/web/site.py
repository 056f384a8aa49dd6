"""What every page and every answer of the API is made from, and the questions that both ask."""

from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass

from services.visualizer.settings import VisualizerSettings
from services.visualizer.summary import Summary
from services.visualizer.web.answers import Answers, Verdict
from services.visualizer.web.asking import LONGEST, Asked, ask
from services.visualizer.web.moments import drawn, moment_of
from services.visualizer.web.questions import QUESTIONS, Moment
from services.visualizer.web.seal import Seal
from services.visualizer.web.search import all_outlines
from shared.contracts.event import Value
from shared.contracts.host import Host, HostOutline
from shared.contracts.query import Condition, HostQuery
from shared.contracts.software import HostSoftware
from shared.errors import RollcallError, Temporary
from shared.ports import Clock, HostStore

EXPORTED = 2_000  # hosts that an export reads at once


class NotFound(RollcallError):
    """There is no such host, or no such page."""

    status = 404


@dataclass(frozen=True, slots=True)
class Site:
    """What the page looks at."""

    store: HostStore
    answers: Answers
    clock: Clock
    settings: VisualizerSettings
    seal: Seal | None = None  # of forms that rule; None: the page only reads

    def summary(self) -> Summary | None:
        """Return the numbers of the charts as they were last drawn; None if there are none yet."""
        return drawn(self.settings)

    def moment(self, vendors: Iterable[str] = ()) -> Moment:
        """Return the instant that ages are counted back from: the charts' own."""
        return moment_of(self.settings, self.clock.now(), vendors)

    async def ask(self, parameters: Mapping[str, str]) -> Asked:
        """Read what an address asks. Raises BadQuestion."""
        is_question = bool(parameters.get("question"))  # these alone need the vendors, whose records are counted
        return ask(parameters, self.moment(await self.vendors() if is_question else ()))

    async def vendors(self) -> tuple[str, ...]:
        """Return the vendors that the inventory has records of."""
        return tuple(sorted((await self.store.counts()).records))

    async def counts(self, vendors: Iterable[str] | None = None) -> dict[str, int]:
        """Return how many hosts each question finds; `vendors` if they are known already."""
        moment = self.moment(await self.vendors() if vendors is None else vendors)
        return {name: await self.count(*question.where(moment)) for name, question in QUESTIONS.items()}

    async def count(self, *where: Condition) -> int:
        """Return how many hosts are like that."""
        page = await self.store.search(HostQuery(where=where, limit=0, counted=True))
        return page.total or 0

    async def host(self, one: str) -> Host:
        """Return the host of an id, present or former.

        Raises:
            NotFound: there is none.

        """
        found = await self.store.find(one[:100], 1)
        if not found:
            raise NotFound(f"no host has the id {one[:100]!r}; it may be gone, or never was")
        return found[0].host

    async def software(self, host: Host) -> HostSoftware:
        """Return what is installed on a host, as its records list it."""
        return (await self.store.software.get([host.id])).get(host.id, HostSoftware(host=host.id))

    async def why_not(self, left: str, right: str) -> Value:
        """Return why two hosts are two.

        Raises:
            NotFound: a name is of no host, or of several.

        """
        try:
            return await self.answers.why_not(left[:LONGEST], right[:LONGEST])
        except Temporary:
            raise
        except RollcallError as error:
            raise NotFound(str(error)) from error

    async def rule(self, names: tuple[str, str], verdict: Verdict, because: str, by: str) -> Value:
        """Publish what somebody decided.

        Raises:
            NotFound: a name is of no host or of several, or both are of one record.

        """
        try:
            return await self.answers.rule(names, verdict, because, by)
        except Temporary:
            raise
        except RollcallError as error:
            raise NotFound(str(error)) from error

    def export(self, query: HostQuery) -> AsyncIterator[HostOutline]:
        """Give all hosts that are asked for, some at a time."""
        return all_outlines(self.store, query, EXPORTED)
