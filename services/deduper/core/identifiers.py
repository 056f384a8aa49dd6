"""What may tell that two records are the same machine: kinds of identifier, strongest first, as data.

Each rule is a function whose first docstring line is the sentence that people are shown. A rule gives the texts of
its identifiers; the text is normalised, so that equal texts mean the same thing whatever vendor said it.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

from services.deduper.core import addresses, junk
from services.deduper.core.addresses import Said, from_address, is_given, mac_from_address
from services.deduper.core.spelling import folded, is_too_long, letters, maker
from shared.contracts.record import HostRecord
from shared.placeholders import is_no_instance, is_unset, serial_says_nothing
from shared.smbios import canonical_uuid

KEY_BYTES = 11  # one byte of kind, ten of digest: 80 bits keep 10^9 keys apart with odds of 10^-6

RULING_TIER = -1  # an operator's `unlink` is stronger than anything a vendor says

_UUID_IN_SERIAL = re.compile(r"(?:vmware|googlecloud)?[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of identifier.

    Attributes:
        code: its byte in the index; never reused
        name: its name for people and documents
        tier: its strength; smaller is stronger
        exclusive: whether a machine has just one
        links: whether records that share it are joined
        scope: digest bytes that say whose exclusive value it is (a vendor's, a pair's); the rest is the value
        rule: gives its texts for a record; None for the identifiers that rulings make
        copied: whether a clone of a machine has its original's

    """

    code: int
    name: str
    tier: int
    exclusive: bool
    links: bool
    scope: int
    rule: Callable[[Said], Iterable[str]] | None
    copied: bool = False

    @property
    def sentence(self) -> str:
        """Return what a person is told."""
        return ((self.rule and self.rule.__doc__) or self.name).split("\n")[0]


class Identifier(NamedTuple):
    """An identifier of a record: its kind and its normalised text."""

    kind: Kind
    text: str

    @property
    def key(self) -> bytes:
        """Return the identifier's short name in the index."""
        kind, text = self
        code = bytes([kind.code])
        digest = blake2b(text.encode("utf-8", "replace"), digest_size=10, key=code).digest()
        if kind.scope:
            owner = text.rpartition("/")[0].encode("utf-8", "replace")
            digest = blake2b(owner, digest_size=kind.scope).digest() + digest[kind.scope :]
        return code + digest


def cloud_instance(said: Said) -> Iterator[str]:
    """Same cloud instance: provider, account and instance id are equal."""
    cloud = said.record.cloud
    if cloud.instance_id and cloud.account and cloud.provider:
        owner, instance = (folded(cloud.provider), folded(cloud.account)), folded(cloud.instance_id)
        if all(owner) and "/" not in "".join(owner) and instance and not is_no_instance(instance):
            yield "/".join((*owner, instance))


def smbios_uuid(said: Said) -> Iterator[str]:
    """Same SMBIOS UUID, whichever byte order each vendor writes it in."""
    uuid = (said.record.hardware.uuid or "").lower()
    if len(uuid) != 36 or is_unset(uuid):
        return
    if not (_is_of_hypervisor(said.record) and uuid == canonical_uuid(said.record.hardware.serial)):
        yield uuid


def maker_and_serial(said: Said) -> Iterator[str]:
    """Same maker and serial number."""
    name, serial = maker(said.record.hardware.maker), letters(said.record.hardware.serial)
    if not name or len(serial) < 4 or serial_says_nothing(serial) or _is_of_hypervisor(said.record):
        return
    if not _UUID_IN_SERIAL.fullmatch(serial):  # such a serial is the SMBIOS UUID again, and counts as that
        yield f"{name}/{serial}"


def mac_and_hostname(said: Said) -> Iterator[str]:
    """Same MAC address together with the same short hostname."""
    name = said.hostname
    for mac in said.macs() if name else ():
        if not (from_address(name) and mac_from_address(mac)):  # both only repeat a private address
            yield f"{mac}/{name}"


def hostname_and_address(said: Said) -> Iterator[str]:
    """Same short hostname together with the same private address."""
    name = said.hostname
    if name and not from_address(name) and not is_given(name):  # such a name repeats the address, or is everybody's
        yield from (f"{name}/{address}" for address in said.addresses())


def name_in_vendor(said: Said) -> Iterator[str]:
    """One vendor gives a machine one short hostname: two names of one vendor keep machines apart."""
    if name := said.hostname:
        yield f"{said.record.vendor}/{name}"


def mac_and_address(said: Said) -> Iterator[str]:
    """Same MAC address together with the same private address, on one interface."""
    yield from said.pairs()


UNLINK = Kind(1, "unlink ruling", RULING_TIER, exclusive=True, links=False, scope=8, rule=None)
NAME = Kind(8, "hostname in one vendor", 5, exclusive=True, links=False, scope=2, rule=name_in_vendor)
LINK = Kind(2, "link ruling", 0, exclusive=False, links=True, scope=0, rule=None)
KINDS = (
    UNLINK,
    LINK,
    Kind(3, "cloud instance", 1, exclusive=True, links=True, scope=0, rule=cloud_instance),
    Kind(4, "SMBIOS UUID", 2, exclusive=True, links=True, scope=0, rule=smbios_uuid, copied=True),
    Kind(5, "maker and serial", 3, exclusive=True, links=True, scope=0, rule=maker_and_serial, copied=True),
    Kind(6, "MAC and hostname", 4, exclusive=False, links=True, scope=0, rule=mac_and_hostname),
    Kind(7, "hostname and private address", 5, exclusive=False, links=True, scope=0, rule=hostname_and_address),
    NAME,
    Kind(9, "MAC and private address", 6, exclusive=False, links=True, scope=0, rule=mac_and_address),
)
EXCLUSIVE = tuple(kind for kind in KINDS if kind.exclusive)
BY_CODE = {kind.code: kind for kind in KINDS}


def identifiers(record: HostRecord, kinds: Iterable[Kind] = KINDS) -> list[Identifier]:
    """Return the record's identifiers of these kinds, strongest first; rulings are not among them."""
    said = Said(record)
    return [Identifier(kind, text) for kind in kinds if kind.rule for text in kind.rule(said)]


def is_cut(record: HostRecord) -> bool:
    """Tell whether some of the record's identifiers were left out: too many addresses, or a value of absurd length."""
    cloud, hardware = record.cloud, record.hardware
    said = (cloud.provider, cloud.account, cloud.instance_id, hardware.maker, hardware.serial, record.hostname)
    return is_too_long(*said) or addresses.is_cut(record)


def _is_of_hypervisor(record: HostRecord) -> bool:
    """Tell whether the serial may be that of the machine below."""
    return _is_guest(record.hardware.maker or "", record.hardware.model or "")


@lru_cache(4_096)  # a fleet has few models
def _is_guest(maker_said: str, model: str) -> bool:
    made = letters(maker_said) + letters(model)
    return any(word in made for word in junk.SERIAL_OF_HYPERVISOR)
