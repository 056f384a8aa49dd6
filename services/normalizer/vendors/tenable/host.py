"""Tenable's asset as our record."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from services.normalizer.addresses import interface, join_interfaces
from services.normalizer.clouds import lower
from services.normalizer.cpe import programs
from services.normalizer.hardware import device_type
from services.normalizer.names import read_names
from services.normalizer.records import INTERFACES_CUT, finish, latest
from services.normalizer.systems import read_listed, read_system
from services.normalizer.vendors.tenable.cloud import cloud, groups
from services.normalizer.vendors.tenable.payload import Asset, Counts, OpenPort
from shared.contracts.parts import Agent, Hardware, Interface, OperatingSystem, Port, Vulnerabilities
from shared.contracts.record import UNREAD, HostRecord
from shared.networks import is_public
from shared.placeholders import known
from shared.smbios import canonical_uuid

AGENT = "agent"  # in a source's name: the vendor's agent saw the asset


def to_host(asset: Asset, fetched_at: datetime) -> HostRecord:
    """Return the record of an asset."""
    names = read_names([*_names(asset)], None)
    interfaces, cut = join_interfaces(_interfaces(asset))
    system = _system(asset)
    scanned = latest(asset.last_scan_time, asset.last_licensed_scan_date, asset.last_authenticated_scan_date)
    software, unread = programs([*filter(None, asset.installed_software)])
    return finish(
        [asset.updated_at, asset.last_seen, asset.created_at, asset.first_seen],
        fetched_at,
        [*([INTERFACES_CUT] if cut else []), *([f"{UNREAD}installed_software"] if unread else [])],
        vendor="tenable",
        vendor_id=asset.id,
        first_seen=asset.first_seen or asset.created_at,
        last_seen=asset.last_seen,
        last_scan=scanned,
        last_vulnerability_scan=scanned,
        last_authenticated_scan=asset.last_authenticated_scan_date,
        hostname=names.short,
        fqdn=names.fqdn,
        domain=names.domain,
        names=names.every,
        type=device_type(system.name, None, None),
        os=system,
        hardware=Hardware(serial=asset.serial_number, uuid=canonical_uuid(asset.bios_uuid)),
        cloud=cloud(asset),
        status=_status(asset),
        criticality=asset.acr_score,
        risk_score=asset.exposure_score,
        interfaces=interfaces,
        external_ips=tuple(filter(is_public, interface(None, [*asset.ipv4s, *asset.ipv6s]).ips)),
        agents=tuple(_agents(asset)),
        ports=tuple(_ports(asset.open_ports)),
        software=software,
        vulnerabilities=_vulnerabilities(asset.vuln_counts),
        tags=tuple(":".join(filter(None, (tag.key, tag.value))) for tag in asset.tags if tag.key or tag.value),
        groups=groups(asset),
    )


def _system(asset: Asset) -> OperatingSystem:
    """Read the system that is shown, its gaps filled from those that are listed; else what all of these allow."""
    listed = [*_sorted(asset.operating_systems)]
    shown = asset.display_operating_system
    return read_system((shown, *listed)) if shown else read_listed(listed)


def _status(asset: Asset) -> str | None:
    if asset.deleted_at or asset.is_deleted:
        return "deleted"
    return "terminated" if asset.terminated_at or asset.is_terminated else None


def _agents(asset: Asset) -> Iterator[Agent]:
    """Give the agent, if there is one: it has an id, or the vendor says so, or it has a name or saw the asset."""
    seen = [source.last_seen for source in asset.sources if AGENT in (source.name or "").lower()]
    told = asset.has_agent if asset.has_agent is not None else bool(seen or asset.agent_names)
    uid = known(asset.agent_uuid)
    if uid or told:
        yield Agent(kind="vulnerability", vendor="tenable", uid=lower(uid), last_checked_in=latest(*seen))


def _ports(ports: Iterable[OpenPort]) -> Iterator[Port]:
    for port in ports:
        if port.port is not None:
            service = min(filter(None, port.service_names), default=None)
            yield Port(port=port.port, protocol=(port.protocol or "").lower(), service=service)


def _vulnerabilities(counts: Counts | None) -> Vulnerabilities:
    """Return the counts; in all there are at least those of the severities that are told."""
    if counts is None:
        return Vulnerabilities()
    severities = (counts.critical, counts.high, counts.medium, counts.low, counts.info)
    told = [count for count in severities if count is not None]
    return Vulnerabilities(
        count=counts.total if counts.total is not None else sum(told) if told else None,
        critical=counts.critical,
        high=counts.high,
        medium=counts.medium,
        low=counts.low,
    )


def _names(asset: Asset) -> Iterator[str]:
    others = (name for part in asset.network_interfaces for name in part.fqdns)
    lists = (asset.fqdns, asset.hostnames, asset.agent_names, asset.netbios_names, tuple(others))
    return _sorted((asset.display_fqdn,), *lists, (asset.name,))


def _sorted(*lists: tuple[str | None, ...]) -> Iterator[str]:
    """Give the texts of each list in an order of their own: the vendor's says nothing."""
    return (text for said in lists for text in sorted(filter(None, said)))


def _interfaces(asset: Asset) -> Iterable[Interface]:
    """Give interfaces; of addresses and MACs that are listed apart nobody knows which belong together."""
    known: set[str] = set()
    for one in asset.network_interfaces:
        for mac in _sorted(one.mac_addresses) if any(one.mac_addresses) else [None]:
            found = interface(mac, [*one.ipv4s, *one.ipv6s], one.name)
            known |= {found.mac or "", *found.ips}
            yield found
    apart = [*(interface(mac, []) for mac in asset.mac_addresses)]
    apart += [interface(None, [ip]) for ip in (*asset.ipv4s, *asset.ipv6s)]
    for left in apart:
        if not {left.mac, *left.ips} - {None} <= known and not any(map(is_public, left.ips)):
            yield left
