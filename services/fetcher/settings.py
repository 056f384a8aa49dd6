"""Settings of the fetcher; each vendor's own are in its module."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator
from pydantic_settings import SettingsConfigDict

from services.fetcher.schedule import parse_schedule
from services.fetcher.tenancy import Tenancy


class FetcherSettings(Tenancy):
    """How and when vendors are asked."""

    model_config = SettingsConfigDict(env_prefix="FETCHER_")

    schedule: str = "02:00"
    """When to fetch: a time of day (`02:00`) or a cron expression of five fields (`0 */6 * * *`)."""

    timezone: str = "UTC"
    """Time zone of the schedule, by its IANA name (`Europe/Berlin`)."""

    timeout: float = Field(30.0, gt=0)
    """Seconds to wait for a vendor to connect, and for each part of its answer."""

    answer_timeout: float = Field(300.0, gt=0)
    """Seconds in which an answer has to be whole, its headers too: 36 MB then need a line of 1 Mbit/s."""

    attempts: int = Field(5, ge=1)
    """How often a page is asked for before a sync gives up; its place is kept."""

    longest_wait: float = Field(60.0, gt=0)
    """Seconds between two attempts, at most; a vendor that asks for more (Retry-After) gets it, up to an hour."""

    patience: float = Field(900.0, ge=0)
    """Seconds that a sync waits for a vendor with enough for now (429, 409, 503); a page gives a fifteenth back."""

    per_minute: int = Field(0, ge=0)
    """Requests that a vendor gets in a minute, at most; 0: as fast as it answers, one after another."""

    full_every: int = Field(7, ge=0)
    """Days after which all hosts are asked for again, of vendors that can tell which changed; 0: each time."""

    retire_limit: float = Field(0.2, ge=0, le=1)
    """Share of the known hosts that a sync of all hosts may find gone; one that finds more stops and asks."""

    circuit_failures: int = Field(3, ge=1)
    """Failed syncs in a row after which a vendor's tenant is left alone for a while; by hand it is asked anyway."""

    circuit_pause: float = Field(900.0, gt=0)
    """Seconds that it is left alone, at first; twice as long after each further failure, a day at most."""

    max_answer: int = Field(36_000_000, gt=0)
    """Bytes of an answer, at most; a longer one is refused."""

    allow_http: str = ""
    """Hosts beyond this machine that may get our secrets over plain `http://`, by name; `true`: any."""

    @field_validator("timezone")
    @classmethod
    def _known(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError("expected an IANA time zone such as Europe/Berlin") from None
        return name

    @field_validator("schedule")
    @classmethod
    def _parses(cls, text: str) -> str:
        parse_schedule(text, "UTC")
        return text
