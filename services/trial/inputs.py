"""What an operator gives to `rollcall try`: which files hold raw hosts of which vendor and tenant."""

import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from services.normalizer.vendors import discover
from services.trial.envelopes import MAX_BYTES, raw_hosts
from shared.contracts.raw import source_of
from shared.errors import SettingError

STDIN = "-"
_TENANT = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")


@dataclass(frozen=True, slots=True)
class Input:
    """The raw hosts of a file, in order, and who lists them."""

    vendor: str
    tenant: str
    file: str
    hosts: Sequence[Any]  # Any: raw hosts

    @property
    def source(self) -> str:
        """Return who lists them, `vendor` or `vendor/tenant`."""
        return source_of(self.vendor, self.tenant)


def inputs_of(plain: Iterable[str], of_tenants: Iterable[str]) -> list[Input]:
    """Read the files of `vendor=file` and `tenant:vendor=file`.

    Raises:
        SettingError: an argument has another form, or its file doesn't hold raw hosts.

    """
    arguments = [_parts(text) for text in plain] + [_parts(text, with_tenant=True) for text in of_tenants]
    if not arguments:
        raise SettingError("expected files with raw hosts, as `crowdstrike=hosts.json`; got none")
    if sum(file == STDIN for _, _, file in arguments) > 1:
        raise SettingError("expected `-`, standard input, once at most")
    return [_read(*argument) for argument in arguments]


def vendors() -> list[str]:
    """Return the vendors whose raw hosts can be read."""
    return sorted({reader.name for reader in discover().values()})


def _parts(text: str, *, with_tenant: bool = False) -> tuple[str, str, str]:
    """Return vendor, tenant and file of an argument."""
    form = "TENANT:VENDOR=FILE" if with_tenant else "VENDOR=FILE"
    source, equals, file = text.partition("=")
    tenant, colon, vendor = source.rpartition(":")
    if not equals or not file or bool(colon) is not with_tenant:
        raise SettingError(f"expected {form}, as `{_example(with_tenant)}`; got {text[:200]!r}")
    if vendor not in vendors():
        raise SettingError(f"{text[:200]}: expected a vendor, one of {', '.join(vendors())}; got {vendor[:80]!r}")
    if with_tenant and not _TENANT.fullmatch(tenant):
        raise SettingError(f"{text[:200]}: expected a tenant of small letters, digits, - and _; got {tenant[:80]!r}")
    return vendor, tenant, file


def _example(with_tenant: bool) -> str:  # noqa: FBT001 - of _parts alone
    return "emea:crowdstrike=hosts.json" if with_tenant else "crowdstrike=hosts.json"


def _read(vendor: str, tenant: str, file: str) -> Input:
    try:
        return Input(vendor, tenant, file, raw_hosts(_content(file)))
    except SettingError as error:
        raise SettingError(f"{vendor}={file}: {error}") from error


def _content(file: str) -> bytes:
    try:
        if file == STDIN:
            content = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            with Path(file).open("rb") as opened:
                content = opened.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise SettingError(f"expected a file that can be read; {error}") from error
    if len(content) > MAX_BYTES:
        raise SettingError(f"expected at most {MAX_BYTES:,} bytes; the file has more")
    return content
