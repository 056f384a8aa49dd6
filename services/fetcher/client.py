"""The only place that talks to vendors: retries with jitter, tokens renewed, what a vendor asks us to wait."""

from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import random

import httpx
import stamina
import structlog

from services.fetcher.boundary import UNUSABLE, reading
from services.fetcher.core import Answer, Ask, Endless, Login, Moves, Outspoken, Page, Token, Vendor
from services.fetcher.error_words import quoted
from services.fetcher.plain_http import check_way
from services.fetcher.politeness import BUSY, JITTER, LONGEST_ASKED, Busy, Patience, asked_to_wait, pause
from services.fetcher.redaction import given, readable, secrets_of, without
from services.fetcher.refusals import ELSEWHERE, TokenRefused, names_of_address, naming_tenant, refusal
from services.fetcher.settings import FetcherSettings
from services.fetcher.turns import Excused, Turns
from services.fetcher.wire import send
from shared.errors import Temporary
from shared.ports import Clock
from shared.settings import Settings

_log = structlog.get_logger()
SLOWER = 1.01  # than a rate allows: requests don't all travel for the same time, and may arrive closer than they went
EARLY = timedelta(seconds=120)  # so long before its end a token is renewed, but not in the first half of its life


@dataclass(frozen=True, slots=True)
class _AccessToken:
    """A token: when to renew it, where it is good, and whether it was: an answer came that is no refusal."""

    token: Token
    renew: datetime
    there: Settings
    good: bool = False


class Client:
    """Asks vendors for pages; holds a token for each that needs one, and when each may be asked next."""

    def __init__(
        self, http: httpx.AsyncClient, clock: Clock, settings: FetcherSettings, turns: Turns | None = None
    ) -> None:
        """Take a pool of connections; without `turns`, no other process asks the same vendors."""
        self._http, self._clock, self._settings, self._turns = http, clock, settings, turns
        self._access_tokens: dict[str, _AccessToken] = {}
        self._next: dict[str, datetime] = {}

    def patience(self) -> Patience:
        """Return the budget of waiting of a sync."""
        return Patience(self._settings.patience, self._settings.longest_wait)

    async def page(self, vendor: Vendor, settings: Settings, cursor: str, patience: Patience | None = None) -> Page:
        """Return the page at `cursor`, asked for again as long as that may help.

        A vendor that has enough for now is waited for within a budget, the sync's or one of the page alone; to wait for
        it is no failed attempt.

        Raises:
            Temporary: it didn't help within the attempts or the waiting allowed.
            VendorRefused: our credentials were refused.

        """
        retries = stamina.retry_context(
            on=_backoff,
            attempts=self._settings.attempts,
            timeout=None,
            wait_initial=0.5,
            wait_max=self._settings.longest_wait,
            wait_jitter=JITTER,
        )
        budget = patience or self.patience()
        async for attempt in retries:
            with attempt:
                page = await self._patiently(vendor, settings, cursor, budget)
                budget.arrived(len(page.hosts))
                return page
        raise AssertionError("unreachable: the last attempt raises")

    async def _patiently(self, vendor: Vendor, settings: Settings, cursor: str, patience: Patience) -> Page:
        """Return the page, asked for again while the vendor has enough for now and the budget of waiting lasts."""
        while True:
            try:
                return await self._with_good_token(vendor, settings, cursor)
            except Busy as busy:
                seconds = patience.wait(busy.delay, random())  # noqa: S311 - it hides nothing
                if seconds is None:
                    waited = f"{busy}; it was waited for {patience.waited:.0f} seconds in all"
                    raise Busy(f"{waited}, FETCHER_PATIENCE={patience.budget:g}") from busy
                tell = _log.warning if patience.refusals == 1 else _log.info
                tell("vendor_has_enough_for_now", vendor=vendor.name, seconds=round(seconds, 1), reason=str(busy))
                await self._clock.sleep(seconds)

    async def _with_good_token(self, vendor: Vendor, settings: Settings, cursor: str) -> Page:
        """Return the page; if a body says that the token is no good, asked for once more with another one."""
        try:
            return await self._once(vendor, settings, cursor)
        except TokenRefused as refused:
            _log.info("token_refused", vendor=vendor.name, reason=str(refused))
            if known := self._access_tokens.get(vendor.name):
                self._access_tokens[vendor.name] = replace(known, renew=self._clock.now())
            return await self._once(vendor, settings, cursor)

    async def _once(self, vendor: Vendor, settings: Settings, cursor: str) -> Page:
        try:
            ask = vendor.ask(settings, cursor)
        except UNUSABLE as reason:
            raise Endless(f"{vendor.name} can't go on: {reason}") from reason
        secrets = secrets_of(settings, ask)
        with without(secrets, vendor.name):
            answer = await self._answer(vendor, settings, cursor, secrets)
            with reading(vendor.name, f"the answer of {ask.place}", answer), naming_tenant(vendor, settings):
                page = self._read(vendor, settings, cursor, ask, answer)
        self._not_before(vendor, page.wait)
        if page.note:
            _log.warning("fetched_another_way", vendor=vendor.name, reason=page.note)
        return page

    def _read(self, vendor: Vendor, settings: Settings, cursor: str, ask: Ask, answer: Answer) -> Page:
        """Return what an answer says, if it is one and has no more hosts than were asked for."""
        if not (isinstance(vendor, Outspoken) and vendor.is_answer(cursor, answer)):
            if error := refusal(vendor, settings, ask, answer):
                raise error
            answer = self._patient(vendor, answer)
        page = vendor.read(cursor, answer)
        if answer.asked and len(page.hosts) > answer.asked:
            raise Temporary(
                f"{vendor.name}: expected at most {answer.asked} hosts of {ask.place}, got {len(page.hosts)}"
            )
        return page

    async def _answer(self, vendor: Vendor, settings: Settings, cursor: str, secrets: list[str]) -> Answer:
        """Return the answer; if a token may be why we are refused, for it may have ended early, that to another one."""
        if not isinstance(vendor, Login):
            return await self._send(vendor, settings, vendor.ask(settings, cursor))
        for anew in (False, True):
            await self._due(vendor)  # before the token is looked at: it may end meanwhile
            access = await self._access_token(vendor, settings, anew=anew)
            given(secrets, access.token.value)
            answer = await self._send(vendor, access.there, _with(access.token.value, vendor.ask(access.there, cursor)))
            if answer.status < 400:
                self._access_tokens[vendor.name] = replace(access, good=True)
            if answer.status != 401 and not (answer.status == 403 and access.good):
                break
        return answer

    async def _access_token(self, vendor: Login, settings: Settings, *, anew: bool) -> _AccessToken:
        """Return the vendor's token, asked for anew if there is none or its end is near."""
        known, now = self._access_tokens.get(vendor.name), self._clock.now()
        if known and not anew and now < known.renew:
            return known
        answer, there = await self._login(vendor, known.there if known else settings)
        with reading(vendor.name, "the answer to a login"), naming_tenant(vendor, settings):
            token = vendor.token(there, self._patient(vendor, answer))
        life = timedelta(seconds=token.life)
        self._access_tokens[vendor.name] = _AccessToken(token, now + max(life - EARLY, life / 2), there)
        return self._access_tokens[vendor.name]

    async def _login(self, vendor: Login, settings: Settings) -> tuple[Answer, Settings]:
        """Return the answer to the request for a token, and where it came from: the vendor may send us on, once."""
        answer = await self._send(vendor, settings, ask := vendor.login(settings))
        with reading(vendor.name, "the answer to a login"):
            there = vendor.moved(settings, answer) if isinstance(vendor, Moves) else None
        if there:
            settings, ask = there, vendor.login(there)
            _log.warning("tenant_is_elsewhere", vendor=vendor.name, place=ask.place)
            answer = await self._send(vendor, settings, ask)
        with reading(vendor.name, "the answer to a login"):
            error = refusal(vendor, settings, ask, answer) if answer.status in ELSEWHERE else None
        if error:
            raise error
        return answer, settings

    async def _send(self, vendor: Vendor, settings: Settings, ask: Ask) -> Answer:
        """Send when the vendor may be asked; remember when it may be asked next."""
        check_way(ask.url, self._settings.allow_http, names_of_address(settings))
        await self._due(vendor)
        async with self._turns.turn(vendor, settings) if self._turns else nullcontext():
            begun, every = self._clock.now(), self._settings.per_minute
            with reading(vendor.name, f"the answer of {ask.place}"):
                sent = await send(self._http, vendor.name, ask, self._settings)
        with reading(vendor.name, f"the answer of {ask.place}"):
            answer = readable(sent, secrets_of(settings, ask))
            told = self._clock.now() + timedelta(seconds=pause(answer.headers, self._clock.now()))
        paced = begun + timedelta(seconds=60 * SLOWER / every if every else 0)
        self._next[vendor.name] = max(paced, told)
        return answer

    async def _due(self, vendor: Vendor) -> None:
        """Wait until the vendor may be asked."""
        if (wait := self._next.get(vendor.name, self._clock.now()) - self._clock.now()) > timedelta():
            await self._clock.sleep(min(wait.total_seconds(), LONGEST_ASKED))  # no more, though our clock be set back

    def _not_before(self, vendor: Vendor, seconds: float) -> None:
        """Leave the vendor alone for so long, if that is longer than it has to be anyway."""
        earliest = self._clock.now() + timedelta(seconds=min(seconds, LONGEST_ASKED))
        self._next[vendor.name] = max(earliest, self._next.get(vendor.name, earliest))

    def _patient(self, vendor: Vendor, answer: Answer) -> Answer:
        """Return the answer, unless it is a request to wait."""
        if answer.status not in BUSY:
            return answer
        excuse = vendor.wait(answer) if isinstance(vendor, Excused) else 0.0
        asked = max(asked_to_wait(answer.headers, self._clock.now()), min(excuse, LONGEST_ASKED))
        raise Busy(f"{vendor.name} answered {answer.status}{quoted(answer)}", asked)


def _with(token: str, ask: Ask) -> Ask:
    return Ask(ask.method, ask.url, ask.params, {**ask.headers, "authorization": f"Bearer {token}"}, ask.body)


def _backoff(error: Exception) -> bool:
    """Tell stamina whether to ask again; a vendor that has enough for now was waited for as long as is allowed."""
    return isinstance(error, Temporary) and not isinstance(error, Busy)
