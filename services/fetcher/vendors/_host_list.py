"""What Qualys' VMDR host list answers: hosts and where the list goes on, or what is wrong."""

from typing import Annotated, Any
from urllib.parse import parse_qs, urlsplit

from pydantic import BaseModel, BeforeValidator, ValidationError

from services.fetcher.core import Answer
from services.fetcher.decoding import listed, read_xml
from services.fetcher.error_words import quoted
from services.fetcher.politeness import Busy
from shared.errors import Temporary, VendorRefused

CONCURRENCY, RATE = "1960", "1965"  # codes: too many requests are open, too many were made
REFUSED = "20"  # codes that begin so are the account's: wrong password, expired, no access to the API
NO_ENTRY = frozenset({401, 403})
NOT_THERE = frozenset({404, 410})
CHECK = "check FETCHER_QUALYS_VMDR_PASSWORD, FETCHER_QUALYS_VMDR_USERNAME and that account's API access"

OTHER_VERSION = (
    "the platform serves no host list at that address: set FETCHER_QUALYS_VMDR_VERSION to a version that it serves "
    "(5.0 if unset, else 4.0, 3.0, 2.0), or mend FETCHER_QUALYS_VMDR_URL"
)
HOSTS = ("HOST_LIST_OUTPUT", "RESPONSE", "HOST_LIST", "HOST")


def _one_list(said: Any) -> Any:  # Any: a text, a branch, or a list of these
    """Return several lists of hosts as one."""
    if not isinstance(said, list):
        return said or {}
    return {"HOST": [host for one in said if isinstance(one, dict) for host in listed(one.get("HOST"))]}


Empty = BeforeValidator(lambda said: said or {})  # an element without content is an empty text


class Hosts(BaseModel):
    """The hosts of an answer."""

    HOST: Annotated[list[Any], BeforeValidator(listed)] = []  # Any: a host before its model has read it


class Warned(BaseModel):
    """That the list goes on, and where."""

    CODE: str = ""
    TEXT: str = ""
    URL: str = ""

    @property
    def query(self) -> str:
        """Return what the address asks for; nothing if it is no address."""
        try:
            return urlsplit(self.URL).query
        except ValueError:
            return ""

    @property
    def least(self) -> int:
        """Return the host's number with which the list goes on; 0 if it doesn't say."""
        said = parse_qs(self.query).get("id_min", [""])[-1]
        return int(said) if said.isdecimal() and len(said) < 20 else 0


class Listing(BaseModel):
    """What an answer lists."""

    HOST_LIST: Annotated[Hosts, BeforeValidator(_one_list)] = Hosts()
    WARNING: Warned | None = None


class Output(BaseModel):
    """An answer's content."""

    RESPONSE: Annotated[Listing, Empty]


class HostList(BaseModel):
    """An answer."""

    HOST_LIST_OUTPUT: Output


class Item(BaseModel):
    """A value with its name."""

    KEY: str = ""
    VALUE: str = ""


class Items(BaseModel):
    """Values."""

    ITEM: Annotated[list[Item], BeforeValidator(listed)] = []


class Problem(BaseModel):
    """What is wrong, in words."""

    CODE: str = ""
    TEXT: str = ""
    ITEM_LIST: Annotated[Items, Empty] = Items()

    @property
    def seconds(self) -> float:
        """Return how long to wait; 0 if it doesn't say."""
        said = next((one.VALUE for one in self.ITEM_LIST.ITEM if one.KEY == "SECONDS_TO_WAIT"), "")
        return float(said) if said.isdecimal() and len(said) < 10 else 0.0


class Returned(BaseModel):
    """A problem's content."""

    RESPONSE: Annotated[Problem, Empty]


class Simple(BaseModel):
    """An answer that lists nothing."""

    SIMPLE_RETURN: Returned


def listing(cursor: str, answer: Answer) -> Listing:
    """Return what a good answer lists; of any other the error."""
    if answer.status in NOT_THERE:
        raise VendorRefused(f"qualys answered {answer.status}{quoted(answer)}: {OTHER_VERSION}")
    if wrong := problem(answer):
        shown = f"qualys answered {answer.status}{quoted(answer)}"
        if wrong.CODE in {CONCURRENCY, RATE}:
            raise Busy(shown, wrong.seconds)
        refused = wrong.CODE.startswith(REFUSED) or answer.status in NO_ENTRY
        raise VendorRefused(f"{shown}: {CHECK}") if refused else Temporary(shown)
    if answer.status != 200:
        raise Temporary(f"qualys answered {answer.status}{quoted(answer)} at {cursor}")
    try:
        return HostList.model_validate(read_xml(answer, *HOSTS)).HOST_LIST_OUTPUT.RESPONSE
    except ValueError as error:
        reason = "it has other elements" if isinstance(error, ValidationError) else str(error)
        got = f"{answer.body[:80]!r}: {reason}"
        raise Temporary(f"qualys at {cursor}: expected a HOST_LIST_OUTPUT as XML, got {got}") from error


def problem(answer: Answer) -> Problem | None:
    """Return what is wrong, if that is all that the answer says."""
    if b"<SIMPLE_RETURN" not in answer.body[:1000]:
        return None
    try:
        return Simple.model_validate(read_xml(answer)).SIMPLE_RETURN.RESPONSE
    except ValueError:
        return None
