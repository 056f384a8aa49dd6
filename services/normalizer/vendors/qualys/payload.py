"""Qualys' HostAsset (Asset Management & Tagging v2) in its JSON flavour, as it comes (vendors.md 2.2, 3b)."""

from typing import Annotated, Any

from pydantic import Field, model_validator

from services.normalizer.types import Items, Number, Payload, Real, Text, Time, unwrap


class Wrapped(Payload):
    """An item of a Qualys list: an object of one key, the item's type, around the item. A bare item is taken too."""

    @model_validator(mode="before")
    @classmethod
    def _unwrap(cls, value: Any) -> Any:  # Any: JSON
        if isinstance(value, dict) and len(value) == 1:
            inner = next(iter(value.values()))
            return inner if isinstance(inner, dict) else value
        return value


class HostAssetInterface(Wrapped):
    """One address of an interface."""

    interfaceName: Text = None
    macAddress: Text = None
    gatewayAddress: Text = None
    address: Text = None
    hostname: Text = None


class HostAssetOpenPort(Wrapped):
    """An open port."""

    port: Number = None
    protocol: Text = None
    serviceName: Text = None


class HostAssetSoftware(Wrapped):
    """An installed program."""

    name: Text = None
    version: Text = None


class HostAssetVuln(Wrapped):
    """A vulnerability found on the host."""

    firstFound: Time = None
    lastFound: Time = None


class HostAssetAccount(Wrapped):
    """A local account."""

    username: Text = None


class HostAssetProcessor(Wrapped):
    """A processor; its clock in MHz."""

    name: Text = None
    speed: Number = None


class HostAssetVolume(Wrapped):
    """A volume; sizes in bytes."""

    name: Text = None
    size: Number = None
    free: Number = None


class TagSimple(Wrapped):
    """A tag."""

    name: Text = None


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
    privateIpAddress: Text = None
    publicIpAddress: Text = None
    macAddress: Text = None
    privateDnsName: Text = None
    publicDnsName: Text = None
    localHostname: Text = None
    hostname: Text = None
    groupName: Text = None
    spotInstance: Text = None

    @model_validator(mode="before")
    @classmethod
    def _unwrap(cls, value: Any) -> Any:  # Any: JSON
        if isinstance(value, dict) and len(value) == 1:
            kind, inner = next(iter(value.items()))
            return {**inner, "kind": kind} if isinstance(inner, dict) else {}
        return value


class AgentInfo(Payload):
    """The cloud agent."""

    agentId: Text = None
    agentVersion: Text = None
    status: Text = None
    platform: Text = None
    activatedModule: Text = None
    lastCheckedIn: Time = None
    connectedFrom: Text = None
    location: Text = None
    locationGeoLatitude: Real = None
    locationGeoLongtitude: Real = None


class HostAsset(Payload):
    """A raw host."""

    id: Annotated[int, Field(ge=0)]
    qwebHostId: Number = None
    name: Text = None
    dnsHostName: Text = None
    fqdn: Text = None
    netbiosName: Text = None
    domain: Text = None
    address: Text = None
    networkInterface: Annotated[tuple[HostAssetInterface, ...], Items] = ()
    sourceInfo: Annotated[tuple[AssetSource, ...], Items] = ()
    agentInfo: AgentInfo | None = None
    os: Text = None
    manufacturer: Text = None
    model: Text = None
    biosDescription: Text = None
    biosSerialNumber: Text = None
    hwUUID: Text = None
    totalMemory: Number = None
    processor: Annotated[tuple[HostAssetProcessor, ...], Items] = ()
    cloudProvider: Text = None
    trackingMethod: Text = None
    isDockerHost: Text = None
    timezone: Text = None
    created: Time = None
    modified: Time = None
    lastVulnScan: Time = None
    lastComplianceScan: Time = None
    lastSystemBoot: Time = None
    lastLoggedOnUser: Text = None
    openPort: Annotated[tuple[HostAssetOpenPort, ...], Items] = ()
    software: Annotated[tuple[HostAssetSoftware, ...], Items] = ()
    vuln: Annotated[tuple[HostAssetVuln, ...], Items] = ()
    account: Annotated[tuple[HostAssetAccount, ...], Items] = ()
    volume: Annotated[tuple[HostAssetVolume, ...], Items] = ()
    tags: Annotated[tuple[TagSimple, ...], Items] = ()

    @model_validator(mode="before")
    @classmethod
    def _id(cls, value: Any) -> Any:  # Any: JSON
        """Take `_id` for a missing `id`: they are equal where both are there."""
        if isinstance(value, dict) and value.get("id") is None and value.get("_id") is not None:
            return {**value, "id": unwrap(value["_id"])}
        return value
