"""Groups with what kind they are: `ou:Servers`. A name alone doesn't tell a folder of a directory from a cloud's group.

The kind stands in the text (decision 26), so that events of before, whose groups have none, are still read.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

Kind = Literal[
    "asset_group",  # Qualys: of its scanner, by number
    "host_group",  # CrowdStrike: by id
    "ou",  # organisational unit of a directory
    "resource_group",  # Azure
    "security_group",  # AWS
    "site",  # of Active Directory
]
Names = Iterable[str | None]


def grouped(groups: Mapping[Kind, Names]) -> Iterator[str]:
    """Give each group of each kind; what has no name is none."""
    for kind, names in groups.items():
        yield from (f"{kind}:{name}" for name in names if name)
