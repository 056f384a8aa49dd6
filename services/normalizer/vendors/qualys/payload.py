"""Qualys' HostAsset (Asset Management & Tagging v2) in its JSON flavour, as it comes (vendors.md 2.2, 3b)."""

from typing import Annotated, Any

from pydantic import AliasChoices, BeforeValidator, Field, model_validator

from services.normalizer.system_text import SystemText
from services.normalizer.types import (
    IdNumber,
    Objects,
    Part,
    Payload,
    PortNumber,
    ProgramText,
    Real,
    Text,
    Time,
    Whole,
    with_id,
)


def _wrapped(value: Any) -> list[tuple[str, Any]]:  # Any: JSON
    """Return the items of a list with the name of each one's type, that is the key it is under.

    `{"list": [{"HostAssetX": {…}}, …]}` is what comes; XML parsers make `{"list": {"HostAssetX": […]}}` of it. Types'
    names begin with a capital, fields' names don't: an item without its wrapper is taken too.
    """
    value = value.get("list", value) if isinstance(value, dict) else value
    found: list[tuple[str, Any]] = []
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict) and next(iter(item), "")[:1].isupper():
            for kind, inner in item.items():
                found += [(kind, one) for one in (inner if isinstance(inner, list) else [inner])]
        else:
            found.append(("", item))
    return found


def _listed(value: Any) -> Any:  # Any: JSON
    return [item for _, item in _wrapped(value)]


def _sources(value: Any) -> Any:  # Any: JSON
    return [{**item, "kind": kind} if isinstance(item, dict) else item for kind, item in _wrapped(value)]


Listed = BeforeValidator(_listed)
Sources = BeforeValidator(_sources)


class HostAssetInterface(Payload):
    """One address of an interface."""

    interfaceName: Text = None
    macAddress: Text = None
    gatewayAddress: Text = None
    address: Text = None
    hostname: Text = None


class HostAssetOpenPort(Payload):
    """An open port."""

    port: PortNumber = None
    protocol: Text = None
    serviceName: Text = None


class HostAssetSoftware(Payload):
    """An installed program; GAV alone names its maker."""

    name: ProgramText = None
    version: ProgramText = None
    publisher: ProgramText = None


class HostAssetVuln(Payload):
    """A vulnerability found on the host."""

    firstFound: Time = None
    lastFound: Time = None


class HostAssetAccount(Payload):
    """A local account."""

    username: Text = None


class HostAssetProcessor(Payload):
    """A processor; its clock in MHz."""

    name: Text = None
    speed: Whole = None


class HostAssetVolume(Payload):
    """A volume; sizes in bytes."""

    name: Text = None
    size: Whole = None
    free: Whole = None


class TagSimple(Payload):
    """A tag."""

    name: Text = None


class CloudTag(Payload):
    """A tag that the cloud's owner gave."""

    key: Text = None
    value: Text = None


class CloudTags(Payload):
    """Tags, one level down."""

    tags: Annotated[tuple[CloudTag, ...], Objects, Listed] = ()


class AssetSource(Payload):
    """What a cloud's connector knows; every cloud's names for it."""

    kind: str = ""
    type: Text = None
    accountId: Text = None
    subscriptionId: Text = None
    projectId: Text = None
    projectIdNo: Text = None
    instanceId: Text = None
    vmId: Text = None
    region: Text = None
    location: Text = None
    availabilityZone: Text = None
    zone: Text = None
    vpcId: Text = None
    virtualNetwork: Text = None
    network: Text = None
    subnetId: Text = None
    subnet: Text = None
    imageId: Text = None
    instanceType: Text = None
    machineType: Text = None
    vmSize: Text = None
    size: Text = None
    instanceState: Text = None
    state: Text = None
    createdDate: Time = None
    launchTime: Time = None
    firstDiscovered: Time = None
    lastUpdated: Time = None
    privateIpAddress: Text = None
    publicIpAddress: Text = None
    macAddress: Text = None
    privateDnsName: Text = None
    publicDnsName: Text = None
    localHostname: Text = None
    hostname: Text = None
    name: Text = None
    osType: Text = None
    groupName: Text = None
    resourceGroupName: Text = None
    ec2InstanceTags: Annotated[CloudTags | None, Part] = None
    azureVmTags: Annotated[CloudTags | None, Part] = None
    gcpInstanceTags: Annotated[CloudTags | None, Part] = None


class AgentInfo(Payload):
    """The cloud agent."""

    agentId: Text = None
    agentVersion: Text = None
    status: Text = None
    platform: Text = None
    activatedModule: Text = None
    lastCheckedIn: Time = None
    connectedFrom: Text = None
    localIpv4: Text = None
    localIpv6: Text = None
    location: Text = None
    locationGeoLatitude: Real = None
    longitude: Real = Field(None, validation_alias=AliasChoices("locationGeoLongtitude", "locationGeoLongitude"))


class HostAsset(Payload):
    """A raw host."""

    id: IdNumber
    name: Text = None
    dnsHostName: Text = None
    fqdn: Text = None
    hostname: Text = None
    netbiosName: Text = None
    domain: Text = None
    address: Text = None
    networkInterface: Annotated[tuple[HostAssetInterface, ...], Objects, Listed] = ()
    sourceInfo: Annotated[tuple[AssetSource, ...], Objects, Sources] = ()
    agentInfo: Annotated[AgentInfo | None, Part] = None
    os: SystemText = None
    manufacturer: Text = None
    model: Text = None
    biosDescription: Text = None
    biosSerialNumber: Text = None
    hwUUID: Text = None
    totalMemory: Whole = None
    processor: Annotated[tuple[HostAssetProcessor, ...], Objects, Listed] = ()
    cloudProvider: Text = None
    timezone: Text = None
    created: Time = None
    modified: Time = None
    lastVulnScan: Time = None
    lastComplianceScan: Time = None
    criticality: Text = Field(None, validation_alias=AliasChoices("criticalityScore", "criticality"))
    riskScore: Whole = Field(None, validation_alias=AliasChoices("truRiskScore", "riskScore"))
    qwebHostId: Text = None
    trackingMethod: Text = None
    lastSystemBoot: Time = None
    lastLoggedOnUser: Text = None
    openPort: Annotated[tuple[HostAssetOpenPort, ...], Objects, Listed] = ()
    software: Annotated[tuple[HostAssetSoftware, ...], Objects, Listed] = ()
    vuln: Annotated[tuple[HostAssetVuln, ...], Objects, Listed] = ()
    account: Annotated[tuple[HostAssetAccount, ...], Objects, Listed] = ()
    volume: Annotated[tuple[HostAssetVolume, ...], Objects, Listed] = ()
    tags: Annotated[tuple[TagSimple, ...], Objects, Listed] = ()

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, value: Any) -> Any:  # Any: JSON
        """Take the host out of its wrapper."""
        if isinstance(value, dict) and value.keys() == {"HostAsset"}:
            value = value["HostAsset"]
        return with_id(value, "id")
