"""Qualys' HostAsset as our record."""

from collections.abc import Iterable
from datetime import datetime

from services.normalizer.addresses import clean_ip, interface, is_public, join_interfaces
from services.normalizer.clouds import lower, provider, region_of
from services.normalizer.hardware import device_type
from services.normalizer.names import Names, read_names
from services.normalizer.records import INTERFACES_CUT, finish, latest
from services.normalizer.systems import read_system
from services.normalizer.vendors.qualys.payload import (
    AgentInfo,
    AssetSource,
    HostAsset,
    HostAssetOpenPort,
    HostAssetProcessor,
    HostAssetVuln,
)
from shared.contracts.parts import (
    Agent,
    Cloud,
    Hardware,
    Interface,
    Location,
    Package,
    Port,
    Volume,
    Vulnerabilities,
)
from shared.contracts.record import HostRecord
from shared.smbios import canonical_uuid

PSEUDO_USERS = {"reboot", "shutdown", "runlevel"}  # lines of `last` that are no users


def to_host(asset: HostAsset, fetched_at: datetime) -> HostRecord:
    """Return the record of a host."""
    agent = asset.agentInfo or AgentInfo()
    source = next((one for one in asset.sourceInfo if one.instanceId or one.vmId), AssetSource())
    names = _names(asset, source)
    interfaces, cut = join_interfaces(_interfaces(asset, source))
    last_scan = latest(asset.lastVulnScan, asset.lastComplianceScan)
    last_seen = latest(agent.lastCheckedIn, asset.lastVulnScan)
    return finish(
        [latest(asset.modified, agent.lastCheckedIn, asset.lastVulnScan), asset.created],
        fetched_at,
        [INTERFACES_CUT] if cut else [],
        vendor="qualys",
        vendor_id=str(asset.id),
        first_seen=asset.created,
        last_seen=last_seen,
        last_boot=asset.lastSystemBoot,
        last_scan=last_scan,
        last_user=None if (asset.lastLoggedOnUser or "").lower() in PSEUDO_USERS else asset.lastLoggedOnUser,
        hostname=names.short,
        fqdn=names.fqdn,
        domain=names.domain,
        names=names.every,
        type=device_type(None, None, asset.manufacturer, asset.model),
        os=read_system(asset.os, agent.platform),
        hardware=_hardware(asset),
        cloud=_cloud(asset, source),
        location=Location(
            name=agent.location, latitude=agent.locationGeoLatitude, longitude=agent.locationGeoLongtitude
        ),
        timezone=asset.timezone,
        status=(agent.status or "").removeprefix("STATUS_").lower() or None,
        interfaces=interfaces,
        external_ips=tuple(_external(asset, source, agent)),
        agents=_agents(agent),
        ports=tuple(_ports(asset.openPort)),
        software=tuple(Package(name=one.name, version=one.version) for one in asset.software if one.name),
        vulnerabilities=_vulnerabilities(asset.vuln),
        accounts=tuple(one.username for one in asset.account if one.username),
        tags=tuple(one.name for one in asset.tags if one.name),
        groups=(source.groupName,) if source.groupName else (),
        volumes=tuple(
            Volume(name=one.name, size_bytes=one.size, free_bytes=one.free) for one in asset.volume if one.name
        ),
    )


def _names(asset: HostAsset, source: AssetSource) -> Names:
    said = (asset.dnsHostName, asset.fqdn, asset.name, asset.netbiosName)
    return read_names([*said, source.hostname, source.localHostname, source.privateDnsName], asset.domain)


def _interfaces(asset: HostAsset, source: AssetSource) -> Iterable[Interface]:
    """Give what is said of interfaces; a public address without a MAC is the cloud's, not an interface's."""
    known = {clean_ip(one.address) for one in asset.networkInterface if one.macAddress}
    for one in asset.networkInterface:
        ip = clean_ip(one.address)
        if one.macAddress or (ip and not is_public(ip)):
            yield interface(one.macAddress, [ip], one.interfaceName, one.gatewayAddress, one.hostname)
    if source.macAddress:
        yield interface(source.macAddress, [source.privateIpAddress])
    primary = clean_ip(asset.address)
    if primary and primary not in known and not is_public(primary) and not asset.networkInterface:
        yield interface(None, [primary])


def _external(asset: HostAsset, source: AssetSource, agent: AgentInfo) -> Iterable[str]:
    bare = [one.address for one in asset.networkInterface if not one.macAddress]
    said = (*bare, source.publicIpAddress, agent.connectedFrom, asset.address)
    return (ip for text in said if (ip := clean_ip(text)) and is_public(ip))


def _cloud(asset: HostAsset, source: AssetSource) -> Cloud:
    kind = source.kind.lower()
    said = asset.cloudProvider or source.type or ("" if kind in ("", "assetsource") else kind)
    zone = source.availabilityZone or (source.zone if source.zone and "-" in source.zone else None)
    return Cloud(
        provider=provider(said),
        account=lower(source.accountId or source.subscriptionId or source.projectId or source.projectIdNo),
        instance_id=lower(source.instanceId or source.vmId),
        region=lower(source.region or source.location) or region_of(zone),
        zone=lower(zone),
        vpc=lower(source.vpcId or source.virtualNetwork or source.network),
        subnet=lower(source.subnetId or source.subnet),
        image=lower(source.imageId),
        instance_type=lower(source.instanceType or source.machineType or source.vmSize or source.size),
        state=lower(source.instanceState or source.state),
        created_at=source.createdDate,
        public_dns=lower(source.publicDnsName),
        private_dns=lower(source.privateDnsName),
    )


def _hardware(asset: HostAsset) -> Hardware:
    first = next((one for one in asset.processor if one.name), HostAssetProcessor())
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
    if not agent.agentId:
        return ()
    modules = (agent.activatedModule or "").split(",")
    return (
        Agent(
            kind="vulnerability",
            vendor="qualys",
            uid=agent.agentId.lower(),
            version=agent.agentVersion,
            status=(agent.status or "").removeprefix("STATUS_").lower() or None,
            platform=agent.platform,
            last_checked_in=agent.lastCheckedIn,
            modules=tuple(module.strip() for module in modules if module.strip()),
        ),
    )


def _ports(ports: Iterable[HostAssetOpenPort]) -> Iterable[Port]:
    for one in ports:
        if one.port is not None:
            yield Port(port=one.port, protocol=(one.protocol or "").lower(), service=one.serviceName)


def _vulnerabilities(vulns: tuple[HostAssetVuln, ...]) -> Vulnerabilities:
    return Vulnerabilities(
        count=len(vulns),
        first_found=min((one.firstFound for one in vulns if one.firstFound), default=None),
        last_found=max((one.lastFound for one in vulns if one.lastFound), default=None),
    )
