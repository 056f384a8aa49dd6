"""Qualys' asset as GAV and CSAM v2 write it: lists inside objects, times as text or milliseconds (vendors.md 3b)."""

from typing import Annotated, Any

from pydantic import BeforeValidator

from services.normalizer.system_text import SystemText
from services.normalizer.types import (
    IdNumber,
    Items,
    Objects,
    Part,
    Payload,
    PortNumber,
    ProgramText,
    Text,
    Time,
    Whole,
)
from services.normalizer.vendors.qualys_gav.clouds import CloudProvider

Texts = Annotated[tuple[Text, ...], Items]


def _inside(name: str) -> BeforeValidator:
    """Take the list out of the object that it is alone in: `{"software": […]}`."""

    def taken(value: Any) -> Any:  # Any: JSON
        return value.get(name, value) if isinstance(value, dict) else value

    return BeforeValidator(taken)


class System(Payload):
    """An operating system."""

    osName: SystemText = None
    fullName: SystemText = None
    productName: SystemText = None
    edition: Text = None
    marketVersion: Text = None
    version: Text = None
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

    discoveredName: ProgramText = None
    discoveredVersion: ProgramText = None
    fullName: ProgramText = None
    version: ProgramText = None
    publisher: ProgramText = None


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


class Criticality(Payload):
    """How critical the customer holds it to be, from 1 to 5."""

    score: Text = None


class BusinessInformation(Payload):
    """What the customer's register says of the host."""

    company: Text = None
    department: Text = None
    environment: Text = None
    managedBy: Text = None
    operationalStatus: Text = None
    ownedBy: Text = None
    supportGroup: Text = None
    supportedBy: Text = None


class BusinessApp(Payload):
    """What that register says of an application that the host serves."""

    id: Text = None
    name: Text = None
    businessCriticality: Text = None
    environment: Text = None
    managedBy: Text = None
    operationalStatus: Text = None
    ownedBy: Text = None
    status: Text = None
    supportGroup: Text = None
    supportedBy: Text = None
    usedFor: Text = None


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
    """When the vendor came to know the host, and last heard of it; and from what."""

    source: Text = None
    created: Time = None
    lastUpdated: Time = None


class Place(Payload):
    """Where the host was seen last, or is assigned to."""

    name: Text = None
    city: Text = None
    state: Text = None
    country: Text = None


def _score(value: Any) -> Any:  # Any: JSON
    """Take a criticality that is a mere number."""
    return {"score": value} if isinstance(value, int | str) and not isinstance(value, bool) else value


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
    hostId: Text = None
    criticality: Annotated[Criticality | None, Part, BeforeValidator(_score)] = None
    riskScore: Whole = None
    businessInformation: Annotated[BusinessInformation | None, Part] = None
    businessAppListData: Annotated[tuple[BusinessApp, ...], Objects, _inside("businessApp")] = ()
    assignedLocation: Annotated[Place | None, Part] = None
    tagList: Annotated[tuple[Tag, ...], Objects, _inside("tag")] = ()
