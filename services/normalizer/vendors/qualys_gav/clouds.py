"""What GAV knows of an instance, in every cloud's own words."""

from typing import Annotated

from pydantic import AliasChoices, Field

from services.normalizer.types import Objects, Part, Payload, Text, Time


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
