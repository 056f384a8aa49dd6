"""Qualys' asset as GAV and CSAM v2 write it: lists inside objects, times as text or milliseconds (vendors.md 3b)."""

from typing import Annotated, Any

from pydantic import AliasChoices, BeforeValidator, Field

from services.normalizer.types import IdNumber, Items, Objects, Part, Payload, PortNumber, Text, Time, Whole

Texts = Annotated[tuple[Text, ...], Items]


def _inside(name: str) -> BeforeValidator:
    """Take the list out of the object that it is alone in: `{"software": […]}`."""

    def taken(value: Any) -> Any:  # Any: JSON
        return value.get(name, value) if isinstance(value, dict) else value

    return BeforeValidator(taken)


class System(Payload):
    """An operating system."""

    osName: Text = None
    fullName: Text = None
    category1: Text = None


class Made(Payload):
    """What the host is."""

    manufacturer: Text = None
    model: Text = None
    fullName: Text = None


class Processor(Payload):
    """Its processors; their clock in MHz."""

    description: Text = None
    speed: Whole = None
    numCPUs: Whole = None


class NetworkInterface(Payload):
    """An interface with its addresses; of IPv6 several are one text."""

    interfaceName: Text = None
    macAddress: Text = None
    gatewayAddress: Text = None
    hostname: Text = None
    addressIpV4: Text = None
    addressIpV6: Text = None
    addresses: Text = None


class OpenPort(Payload):
    """An open port."""

    port: PortNumber = None
    protocol: Text = None
    detectedService: Text = None
    description: Text = None


class Software(Payload):
    """An installed program: as it was found, and as the vendor's catalogue names it."""

    discoveredName: Text = None
    discoveredVersion: Text = None
    fullName: Text = None
    version: Text = None


class Named(Payload):
    """A local account."""

    name: Text = None


class Volume(Payload):
    """A volume; sizes in bytes."""

    name: Text = None
    size: Whole = None
    free: Whole = None


class Tag(Payload):
    """A tag."""

    tagName: Text = None


class Agent(Payload):
    """The cloud agent."""

    version: Text = None
    connectedFrom: Text = None
    lastCheckedIn: Time = None


class Sensor(Payload):
    """What scanned the host, and when."""

    activatedForModules: Texts = ()
    lastVMScan: Time = None
    lastVmScanDateScanner: Time = None
    lastVmScanDateAgent: Time = None
    lastComplianceScan: Time = None
    lastPcScanDateScanner: Time = None
    lastPcScanDateAgent: Time = None


class Inventory(Payload):
    """When the vendor came to know the host."""

    created: Time = None


class Place(Payload):
    """Where the host was seen last."""

    city: Text = None
    state: Text = None
    country: Text = None


class Region(Payload):
    """A cloud's region."""

    code: Text = None


class Ec2(Payload):
    """An instance of AWS."""

    instanceId: Text = None
    accountId: Text = None
    region: Annotated[Region | None, Part] = None
    availabilityZone: Text = None
    instanceType: Text = None
    instanceState: Text = None
    imageId: Text = None
    vpcId: Text = None
    subnetId: Text = None
    hostname: Text = None
    privateDNS: Text = Field(None, validation_alias=AliasChoices("privateDNS", "privateDns"))
    publicDNS: Text = Field(None, validation_alias=AliasChoices("publicDNS", "publicDns"))
    privateIpAddress: Text = None
    publicIpAddress: Text = None
    launchdate: Time = None


class Vm(Payload):
    """A virtual machine of Azure."""

    vmId: Text = None
    subscriptionId: Text = None
    name: Text = None
    location: Text = None
    size: Text = None
    state: Text = None
    resourceGroupName: Text = None
    virtualNetwork: Text = None
    subnet: Text = None
    macAddress: Text = None
    privateIpAddress: Text = None
    publicIpAddress: Text = None


class Compute(Payload):
    """An instance of Google."""

    instanceId: Text = None
    projectId: Text = None
    projectNumber: Text = Field(None, validation_alias=AliasChoices("projectNumber", "projectIdNo"))
    hostname: Text = None
    machineType: Text = None
    zone: Text = None
    network: Text = None
    imageId: Text = None
    state: Text = None
    macAddress: Text = None
    privateIpAddress: Text = None
    publicIpAddress: Text = None


class KeyTag(Payload):
    """A tag that the cloud's owner gave."""

    key: Text = None
    value: Text = None


class NameTag(Payload):
    """The same in Azure."""

    name: Text = None
    value: Text = None


class Aws(Payload):
    """AWS."""

    ec2: Annotated[Ec2 | None, Part] = None
    tags: Annotated[tuple[KeyTag, ...], Objects] = ()


class Azure(Payload):
    """Azure."""

    vm: Annotated[Vm | None, Part] = None
    tags: Annotated[tuple[NameTag, ...], Objects] = ()


class Gcp(Payload):
    """Google's cloud."""

    compute: Annotated[Compute | None, Part] = None
    tags: Annotated[tuple[KeyTag, ...], Objects] = ()


class CloudProvider(Payload):
    """The clouds that know the host."""

    aws: Annotated[Aws | None, Part] = None
    azure: Annotated[Azure | None, Part] = None
    gcp: Annotated[Gcp | None, Part] = None


def _provider(value: Any) -> Any:  # Any: JSON
    return {} if isinstance(value, str) else value  # a name alone tells of no instance


class Asset(Payload):
    """A raw host."""

    assetId: IdNumber
    agentId: Text = None
    assetName: Text = None
    dnsName: Text = None
    netbiosName: Text = None
    address: Text = None
    createdDate: Time = None
    lastModifiedDate: Time = None
    sensorLastUpdatedDate: Time = None
    lastBoot: Time = None
    lastLoggedOnUser: Text = None
    timeZone: Text = None
    biosDescription: Text = None
    biosSerialNumber: Text = None
    hwUUID: Text = None
    totalMemory: Whole = None
    cpuCount: Whole = None
    operatingSystem: Annotated[System | None, Part] = None
    hardware: Annotated[Made | None, Part] = None
    processor: Annotated[Processor | None, Part] = None
    agent: Annotated[Agent | None, Part] = None
    sensor: Annotated[Sensor | None, Part] = None
    inventory: Annotated[Inventory | None, Part] = None
    lastLocation: Annotated[Place | None, Part] = None
    cloudProvider: Annotated[CloudProvider | None, Part, BeforeValidator(_provider)] = None
    networkInterfaceListData: Annotated[tuple[NetworkInterface, ...], Objects, _inside("networkInterface")] = ()
    openPortListData: Annotated[tuple[OpenPort, ...], Objects, _inside("openPort")] = ()
    softwareListData: Annotated[tuple[Software, ...], Objects, _inside("software")] = ()
    userAccountListData: Annotated[tuple[Named, ...], Objects, _inside("userAccount")] = ()
    volumeListData: Annotated[tuple[Volume, ...], Objects, _inside("volume")] = ()
    tagList: Annotated[tuple[Tag, ...], Objects, _inside("tag")] = ()
