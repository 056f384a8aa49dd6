"""Qualys' HostAsset as our record."""

from collections.abc import Iterable
from datetime import datetime

from services.normalizer.addresses import join_interfaces
from services.normalizer.clouds import lower
from services.normalizer.groups import grouped
from services.normalizer.hardware import device_type
from services.normalizer.names import Names, read_names
from services.normalizer.records import INTERFACES_CUT, finish, latest
from services.normalizer.systems import read_system
from services.normalizer.vendors.qualys.cloud import RUNNING, SEVERAL_INSTANCES, cloud, cloud_tags, latest_instance
from services.normalizer.vendors.qualys.network import external_ips, interfaces
from services.normalizer.vendors.qualys.payload import (
    AgentInfo,
    AssetSource,
    HostAsset,
    HostAssetOpenPort,
    HostAssetProcessor,
    HostAssetVuln,
)
from shared.contracts.parts import Agent, Hardware, Location, OperatingSystem, Package, Port, Volume, Vulnerabilities
from shared.contracts.record import HostRecord
from shared.placeholders import known
from shared.smbios import canonical_uuid

_NO_AGENT = AgentInfo()
_NO_PROCESSOR = HostAssetProcessor()


def to_host(asset: HostAsset, fetched_at: datetime, system: OperatingSystem | None = None) -> HostRecord:
    """Return the record of a host; `system` is its operating system, where an API says it in fields of its own."""
    agent = asset.agentInfo or _NO_AGENT
    source, others = latest_instance(asset.sourceInfo)
    names = _names(asset, source)
    joined, cut = join_interfaces(interfaces(asset, source, agent))
    system = system or read_system(asset.os, agent.platform or source.osType)
    return finish(
        [
            latest(asset.modified, agent.lastCheckedIn, asset.lastVulnScan),
            _last_seen(asset, source),
            _first_seen(asset, source),
        ],
        fetched_at,
        [*([INTERFACES_CUT] if cut else []), *([SEVERAL_INSTANCES] if others else [])],
        vendor="qualys",
        vendor_id=str(asset.id),
        first_seen=_first_seen(asset, source),
        last_seen=_last_seen(asset, source),
        last_boot=asset.lastSystemBoot,
        last_scan=latest(asset.lastVulnScan, asset.lastComplianceScan),
        last_vulnerability_scan=asset.lastVulnScan,
        last_compliance_scan=asset.lastComplianceScan,
        last_user=asset.lastLoggedOnUser,
        hostname=names.short,
        fqdn=names.fqdn,
        domain=names.domain,
        names=names.every,
        type=device_type(system.name, asset.manufacturer, asset.model),
        os=system,
        hardware=_hardware(asset),
        cloud=cloud(asset, source),
        location=Location(name=agent.location, latitude=agent.locationGeoLatitude, longitude=agent.longitude),
        timezone=asset.timezone,
        status=_status(agent),
        criticality=asset.criticality,
        risk_score=asset.riskScore,
        scanner_id=asset.qwebHostId,
        tracking_method=asset.trackingMethod,
        interfaces=joined,
        external_ips=tuple(external_ips(asset, source, agent)),
        agents=_agents(agent),
        ports=tuple(_ports(asset.openPort)),
        software=tuple(
            Package(name=one.name, version=one.version, maker=one.publisher) for one in asset.software if one.name
        ),
        vulnerabilities=_vulnerabilities(asset.vuln),
        accounts=tuple(one.username for one in asset.account if one.username),
        tags=(*(one.name for one in asset.tags if one.name), *cloud_tags(source)),
        groups=tuple(grouped({"security_group": [source.groupName], "resource_group": [source.resourceGroupName]})),
        volumes=tuple(
            Volume(name=one.name, size_bytes=one.size, free_bytes=one.free) for one in asset.volume if one.name
        ),
    )


def _first_seen(asset: HostAsset, source: AssetSource) -> datetime | None:
    return asset.created or source.firstDiscovered


def _last_seen(asset: HostAsset, source: AssetSource) -> datetime | None:
    """Return when the agent or a scan last met the host; of a host that has neither, when its cloud last listed it.

    Connectors go on listing instances that are stopped, so their word counts for running ones alone.
    """
    agent = asset.agentInfo or _NO_AGENT
    met = latest(agent.lastCheckedIn, asset.lastVulnScan)
    return met or (source.lastUpdated if (lower(source.instanceState or source.state) or RUNNING) == RUNNING else None)


def _names(asset: HostAsset, source: AssetSource) -> Names:
    own = (asset.dnsHostName, asset.fqdn, asset.hostname, asset.name, asset.netbiosName)
    clouds = (source.hostname, source.localHostname, source.privateDnsName, source.name, source.publicDnsName)
    return read_names([*own, *clouds, *(one.hostname for one in asset.networkInterface)], asset.domain)


def _hardware(asset: HostAsset) -> Hardware:
    first = next((one for one in asset.processor if one.name), _NO_PROCESSOR)
    return Hardware(
        maker=asset.manufacturer,
        model=asset.model,
        serial=asset.biosSerialNumber,
        uuid=canonical_uuid(asset.hwUUID) or canonical_uuid(asset.biosSerialNumber),
        bios_version=asset.biosDescription,
        cpu=first.name,
        cpu_count=len(asset.processor) or None,
        cpu_speed_mhz=first.speed,
        memory_mib=asset.totalMemory,
    )


def _agents(agent: AgentInfo) -> tuple[Agent, ...]:
    """Return the cloud agent, if there is one: a host that was only scanned or listed has none."""
    uid = known(agent.agentId)
    if not uid:
        return ()
    modules = (module.strip() for module in (agent.activatedModule or "").split(","))
    return (
        Agent(
            kind="vulnerability",
            vendor="qualys",
            uid=uid.lower(),
            version=agent.agentVersion,
            status=_status(agent),
            platform=agent.platform,
            last_checked_in=agent.lastCheckedIn,
            modules=tuple(filter(None, modules)),
        ),
    )


def _status(agent: AgentInfo) -> str | None:
    return (agent.status or "").removeprefix("STATUS_").lower() or None


def _ports(ports: Iterable[HostAssetOpenPort]) -> Iterable[Port]:
    for one in ports:
        if one.port is not None:
            yield Port(port=one.port, protocol=(one.protocol or "").lower(), service=one.serviceName)


def _vulnerabilities(vulns: tuple[HostAssetVuln, ...]) -> Vulnerabilities:
    return Vulnerabilities(
        count=len(vulns) or None,  # a list that isn't there says nothing
        first_found=min((one.firstFound for one in vulns if one.firstFound), default=None),
        last_found=max((one.lastFound for one in vulns if one.lastFound), default=None),
    )
