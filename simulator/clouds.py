"""What Qualys' connectors to the clouds know of a machine: an entry of its `sourceInfo`."""

from simulator import wire
from simulator.identity import PROJECTS
from simulator.machines import Machine
from simulator.wire import Json

VPC = "vpc-0123456789abcdef0"


def source(one: Machine, asset: int) -> list[Json]:
    """Return the entry of the machine's cloud, if it is in one."""
    if not one.cloud:
        return []
    seen = {
        "assetId": asset,
        "firstDiscovered": wire.seconds(one.first_seen),
        "lastUpdated": wire.seconds(one.last_seen),
        "privateIpAddress": one.ip,
        "publicIpAddress": one.public_ip,
        "macAddress": one.mac,
    }
    if one.kind == "agentless":
        del seen["macAddress"]
    kind, entry = {"aws": _ec2, "gcp": _gcp, "azure": _azure}[one.cloud](one)
    return [{kind: seen | entry}]


def _ec2(one: Machine) -> tuple[str, Json]:
    private = f"ip-{one.ip.replace('.', '-')}.ec2.internal"
    bits = one.bits
    return "Ec2AssetSourceSimple", {
        "type": "EC_2",
        "accountId": one.account,
        "instanceId": one.instance,
        "instanceType": ("t3.medium", "t3.large", "m5.xlarge")[bits[26] % 3],
        "instanceState": "TERMINATED" if one.stale else "RUNNING",
        "imageId": f"ami-0{bits[16:24].hex()}",
        "reservationId": f"r-0{bits[24:32].hex()}",
        "region": "us-east-1",
        "availabilityZone": f"us-east-1{'abc'[bits[4] % 3]}",
        "zone": "VPC",
        "vpcId": VPC,
        "subnetId": f"subnet-0{bits[4] % 3:016x}",
        "groupName": "LaunchWizard-Example-1",
        "monitoringEnabled": "false",
        "spotInstance": "true" if one.kind == "replaced" else "false",
        "privateDnsName": private,
        "localHostname": private,
        "publicDnsName": f"ec2-{one.public_ip.replace('.', '-')}.compute-1.amazonaws.com",
        "ec2InstanceTags": {"tags": {"list": []}},
        **({"createdDate": wire.seconds(one.first_seen)} if bits[3] % 2 else {}),
        **({"groupId": "sg-0123456789abcdef0"} if bits[3] % 7 else {}),
    }


def _gcp(one: Machine) -> tuple[str, Json]:
    return "GcpAssetSourceSimple", {
        "type": "GCP",
        "projectId": one.account,
        "projectIdNo": dict(PROJECTS)[one.account],
        "instanceId": one.instance,
        "hostname": one.hostname,
        "machineType": "e2-medium",
        "imageId": "projects/example-images/global/images/example-1",
        "zone": "europe-west1-b",
        "network": "default",
        "state": "TERMINATED" if one.stale else "RUNNING",
        "gcpInstanceTags": {"tags": {"list": []}},
    }


def _azure(one: Machine) -> tuple[str, Json]:
    return "AzureAssetSourceSimple", {
        "type": "AZURE",
        "subscriptionId": one.account,
        "vmId": one.instance,
        "name": one.hostname,
        "vmSize": "Standard_B2s",
        "osType": one.system.platform,
        "location": "westeurope",
        "resourceGroupName": "example-group",
        "virtualNetwork": "example-net",
        "subnet": "default",
        "state": "DEALLOCATED" if one.stale else "RUNNING",
        "azureVmTags": {"tags": {"list": []}},
    }
