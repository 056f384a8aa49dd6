"""What is installed on a host, over all its records: a document of the collection `software`."""

from typing import Annotated

from pydantic import Field

from shared.contracts.event import Event, Value, unchecked


@unchecked
class Program:
    """An installed program in one version."""

    name: Annotated[str, Field(description="name, folded: spellings that the table of aliases knows are one")]
    maker: Annotated[str | None, Field(description="who makes it, if a vendor or the table says so")] = None
    version: Annotated[str | None, Field(description="version, without the package's architecture")] = None
    said: Annotated[tuple[str, ...], Field(description="the names that records give it, as said")] = ()
    sources: Annotated[tuple[str, ...], Field(description="ids of the records that list it")] = ()

    @property
    def key(self) -> tuple[str, str]:
        """Return what makes it another program than others, whatever its version; no maker is an empty text."""
        return self.name, self.maker or ""


class HostSoftware(Event):
    """What is installed on a host. A pure function of its records, as the host is."""

    host: str = Field(description="the host's id")
    programs: tuple[Program, ...] = Field((), description="what is installed, by name, maker and version")
    left_out: int = Field(0, description="programs beyond the limit of a host")

    @property
    def keys(self) -> frozenset[tuple[str, str]]:
        """Return name and maker of each program."""
        return frozenset(one.key for one in self.programs)


class Common(Value):
    """A program and how many hosts have it, in whatever version."""

    name: str
    maker: str | None = None
    hosts: int
