"""GAV's asset in the words of the host asset, and by these our record: one machine reads alike in both APIs."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from services.normalizer.records import LISTS_CUT, latest
from services.normalizer.systems import read_system
from services.normalizer.vendors.qualys.host import to_host as from_host_asset
from services.normalizer.vendors.qualys.payload import (
    AgentInfo,
    AssetSource,
    CloudTag,
    CloudTags,
    HostAsset,
    HostAssetAccount,
    HostAssetInterface,
    HostAssetOpenPort,
    HostAssetProcessor,
    HostAssetSoftware,
    HostAssetVolume,
    TagSimple,
)
from services.normalizer.vendors.qualys_gav.business import business
from services.normalizer.vendors.qualys_gav.clouds import Aws, Azure, CloudProvider, Compute, Ec2, Gcp, Region, Vm
from services.normalizer.vendors.qualys_gav.payload import (
    Agent,
    Asset,
    Criticality,
    Inventory,
    Made,
    NetworkInterface,
    Place,
    Processor,
    Sensor,
    System,
)
from shared.contracts.event import as_set
from shared.contracts.parts import OperatingSystem
from shared.contracts.record import HostRecord


def to_host(asset: Asset, fetched_at: datetime) -> HostRecord:
    """Return the record of an asset."""
    record = from_host_asset(host_asset(asset), fetched_at, _system(asset.operatingSystem or System()))
    count = asset.cpuCount or (asset.processor or Processor()).numCPUs
    about, cut = business(asset)
    flags = as_set((*record.flags, LISTS_CUT)) if cut else record.flags
    hardware = replace(record.hardware, cpu_count=count or None)
    return record.model_copy(update={"hardware": hardware, "business": about, "flags": flags})


def _system(system: System) -> OperatingSystem:
    """Combine what the fields say: some hosts have the edition and the build in one, some in another."""
    return read_system(
        (system.osName, system.fullName, system.productName),
        system.category1,
        edition=system.edition,
        version=(system.marketVersion, system.version),
    )


def host_asset(asset: Asset) -> HostAsset:
    """Return the same asset as the API of host assets would write it."""
    made, system = asset.hardware or Made(), asset.operatingSystem or System()
    sensor, cpu, inventory = asset.sensor or Sensor(), asset.processor or Processor(), asset.inventory or Inventory()
    return HostAsset.model_construct(
        id=asset.assetId,
        name=asset.assetName,
        dnsHostName=asset.dnsName,
        netbiosName=asset.netbiosName,
        address=asset.address,
        networkInterface=tuple(_addresses(asset.networkInterfaceListData)),
        sourceInfo=tuple(_sources(asset, inventory)),
        agentInfo=_agent(asset, sensor, system),
        manufacturer=made.manufacturer,
        model=made.model or made.fullName,
        biosDescription=asset.biosDescription,
        biosSerialNumber=asset.biosSerialNumber,
        hwUUID=asset.hwUUID,
        totalMemory=asset.totalMemory or None,  # 0 stands for unknown
        processor=(HostAssetProcessor.model_construct(name=cpu.description, speed=cpu.speed),),
        timezone=asset.timeZone,
        created=asset.createdDate or inventory.created,
        modified=latest(asset.lastModifiedDate, asset.sensorLastUpdatedDate),
        lastVulnScan=latest(sensor.lastVMScan, sensor.lastVmScanDateScanner, sensor.lastVmScanDateAgent),
        lastComplianceScan=latest(sensor.lastComplianceScan, sensor.lastPcScanDateScanner, sensor.lastPcScanDateAgent),
        criticality=(asset.criticality or Criticality()).score,
        riskScore=asset.riskScore,
        qwebHostId=asset.hostId,
        trackingMethod=inventory.source,
        lastSystemBoot=asset.lastBoot,
        lastLoggedOnUser=asset.lastLoggedOnUser,
        openPort=tuple(
            HostAssetOpenPort.model_construct(
                port=one.port, protocol=one.protocol, serviceName=one.detectedService or one.description
            )
            for one in asset.openPortListData
        ),
        software=tuple(
            HostAssetSoftware.model_construct(
                name=one.discoveredName or one.fullName,
                version=one.discoveredVersion or one.version,
                publisher=one.publisher,
            )
            for one in asset.softwareListData
        ),
        account=tuple(HostAssetAccount.model_construct(username=one.name) for one in asset.userAccountListData),
        volume=tuple(
            HostAssetVolume.model_construct(name=one.name, size=one.size, free=one.free) for one in asset.volumeListData
        ),
        tags=tuple(TagSimple.model_construct(name=one.tagName) for one in asset.tagList),
    )


def _addresses(interfaces: Iterable[NetworkInterface]) -> Iterator[HostAssetInterface]:
    """Give an entry for each address of an interface, and one for an interface that has none."""
    for one in interfaces:
        said = ",".join(filter(None, (one.addressIpV4, one.addressIpV6))) or one.addresses or ""
        addresses: list[str | None] = [*said.replace(",", " ").split()] or [None]
        for address in addresses:
            yield HostAssetInterface.model_construct(
                interfaceName=one.interfaceName,
                macAddress=one.macAddress,
                gatewayAddress=one.gatewayAddress,
                hostname=one.hostname,
                address=address,
            )


def _agent(asset: Asset, sensor: Sensor, system: System) -> AgentInfo:
    agent, place = asset.agent or Agent(), asset.lastLocation or Place()
    return AgentInfo.model_construct(
        agentId=asset.agentId,
        agentVersion=agent.version,
        platform=system.category1,
        activatedModule=",".join(filter(None, sensor.activatedForModules)),
        lastCheckedIn=agent.lastCheckedIn,
        connectedFrom=agent.connectedFrom,
        location=", ".join(filter(None, (place.city, place.state, place.country))) or None,
    )


def _sources(asset: Asset, inventory: Inventory) -> Iterator[AssetSource]:
    """Give what each cloud knows, as its connector would write it."""
    clouds = asset.cloudProvider or CloudProvider()
    aws, azure, gcp = clouds.aws or Aws(), clouds.azure or Azure(), clouds.gcp or Gcp()
    known = [_ec2(aws.ec2, aws)] if aws.ec2 else []
    known += [_vm(azure.vm, azure)] if azure.vm else []
    known += [_compute(gcp.compute, gcp)] if gcp.compute else []
    return (one.model_copy(update={"lastUpdated": inventory.lastUpdated}) for one in known)


def _ec2(ec2: Ec2, aws: Aws) -> AssetSource:
    region = ec2.region or Region()
    return AssetSource.model_construct(
        kind="Ec2AssetSourceSimple",
        ec2InstanceTags=_tags((one.key, one.value) for one in aws.tags),
        region=region.code,
        privateDnsName=ec2.privateDNS,
        publicDnsName=ec2.publicDNS,
        launchTime=ec2.launchdate,
        **ec2.model_dump(exclude={"region", "privateDNS", "publicDNS", "launchdate"}),
    )


def _vm(vm: Vm, azure: Azure) -> AssetSource:
    return AssetSource.model_construct(
        kind="AzureAssetSourceSimple", azureVmTags=_tags((one.name, one.value) for one in azure.tags), **vm.model_dump()
    )


def _compute(compute: Compute, gcp: Gcp) -> AssetSource:
    return AssetSource.model_construct(
        kind="GcpAssetSourceSimple",
        gcpInstanceTags=_tags((one.key, one.value) for one in gcp.tags),
        projectIdNo=compute.projectNumber,
        **compute.model_dump(exclude={"projectNumber"}),
    )


def _tags(said: Iterable[tuple[str | None, str | None]]) -> CloudTags:
    return CloudTags.model_construct(tags=tuple(CloudTag.model_construct(key=key, value=value) for key, value in said))
