"""Qualys' VMDR host list: `GET /api/5.0/fo/asset/host/?action=list`, XML, Basic (vendors.md 3b).

Hosts come by their numbers, so a place is a number and good for ever. A list that goes on says so in a WARNING, with
the address of the rest: the number in it is taken and the address isn't, so no secret goes there. What is too much for
the vendor is a 409, whose body says why and for how long.
"""

from typing import Literal

from pydantic import AnyHttpUrl, BaseModel, Field
from pydantic_settings import SettingsConfigDict

from services.fetcher.core import Answer, Ask, Endless, Page
from services.fetcher.error_words import quoted
from services.fetcher.vendors._host_list import CONCURRENCY, NO_ENTRY, NOT_THERE, RATE, listing, problem
from services.fetcher.vendors._qualys import QualysAccount, now
from shared.errors import RollcallError
from shared.settings import Settings

WHAT = {
    "action": "list",
    "details": "All",
    "show_asset_id": "1",  # it is the record's id, as in Qualys' other APIs
    "show_tags": "1",
    "host_metadata": "all",
    "show_cloud_tags": "1",
}
UNTIL_ONE_ENDS = 30.0  # seconds; the vendor can't say when somebody else's request will have ended


class QualysVmdrSettings(QualysAccount):
    """How to reach Qualys' VMDR host list, in place of the assessment's API."""

    model_config = SettingsConfigDict(env_prefix="FETCHER_QUALYS_VMDR_")

    url: AnyHttpUrl | None = None
    """The platform's API server (`https://qualysapi.qg2.apps.qualys.com`). Unset: not fetched."""

    version: Literal["2.0", "3.0", "4.0", "5.0"] = "5.0"
    """Version of the host list: the newest, but where the platform doesn't serve that one (the log says so)."""

    risk: bool = True
    """Whether to ask for the risk scores too (`show_trurisk`); some editions don't know the question."""

    page: int = Field(1000, ge=1, le=5000)
    """Hosts of a page (`truncation_limit`)."""

    @property
    def path(self) -> str:
        """Return the path of the list."""
        return f"/api/{self.version}/fo/asset/host/"


class Place(BaseModel):
    """A cursor.

    Attributes:
        username: whose hosts these are: another account may see others
        least: the smallest host's number that may come
        since: hosts whose scans were processed after this time; empty for all hosts
        begun: the vendor's time at the sync's first page

    """

    username: str = ""
    least: int = Field(0, ge=0)
    since: str = ""
    begun: str = ""


class QualysVmdr:
    """Implements `Vendor`, `Outspoken`, `Excused` and `Counted`."""

    name = "qualys"
    settings: type[Settings] = QualysVmdrSettings
    host_id = "ASSET_ID"

    def first(self, settings: Settings) -> str:
        """Return the cursor of the first page of all hosts."""
        return Place(username=QualysVmdrSettings.of(settings).username or "").model_dump_json()

    def ask(self, settings: Settings, cursor: str) -> Ask:
        """Return the request for the page at `cursor`."""
        ours, place = QualysVmdrSettings.of(settings), Place.model_validate_json(cursor)
        if place.username != ours.username:
            raise ValueError("the place is another account's, which may see other hosts")
        params = WHAT | {"truncation_limit": str(ours.page)}
        params |= {"show_trurisk": "1"} if ours.risk else {}
        params |= {"id_min": str(place.least)} if place.least else {}
        params |= {"vm_processed_after": place.since} if place.since else {}
        headers = {"authorization": ours.basic, "x-requested-with": "rollcall", "accept": "application/xml"}
        return Ask("GET", f"{ours.base}{ours.path}", params, headers, hosts=ours.page)

    def read(self, cursor: str, answer: Answer) -> Page:
        """Return the page; the last one has no warning."""
        place, said = Place.model_validate_json(cursor), listing(cursor, answer)
        begun, hosts, more = place.begun or now(answer), said.HOST_LIST.HOST, said.WARNING
        if more is None:
            again = Place(username=place.username, since=begun) if begun else None
            return Page(hosts, None, again.model_dump_json() if again else None)
        if not hosts or more.least <= place.least:
            shown = f"{len(hosts)} and {more.CODE} {more.TEXT[:200]} {more.query[:200]}".rstrip()
            raise Endless(f"qualys at {cursor}: expected hosts and a greater id_min, got {shown!r}")
        return Page(hosts, place.model_copy(update={"least": more.least, "begun": begun}).model_dump_json())

    def is_answer(self, cursor: str, answer: Answer) -> bool:  # noqa: ARG002 - a vendor's form
        """Tell whether a refusal says more than its status: in its body, or that the list isn't there at all."""
        return answer.status in NOT_THERE or (answer.status in NO_ENTRY and problem(answer) is not None)

    def wait(self, answer: Answer) -> float:
        """Return the seconds that a busy answer's body asks for.

        Raises:
            RollcallError: it is in conflict with something else, which no wait changes.

        """
        said = problem(answer)
        if said is None:
            return 0.0
        if answer.status == 409 and said.CODE not in {CONCURRENCY, RATE}:
            raise RollcallError(f"qualys answered 409{quoted(answer)}")
        return UNTIL_ONE_ENDS if said.CODE == CONCURRENCY else said.seconds

    def turns(self, settings: Settings) -> tuple[str, int]:
        """Return for whom open requests are counted, and how many there may be."""
        ours = QualysVmdrSettings.of(settings)
        return ours.turns(ours.path)


VENDOR = QualysVmdr()
