"""Qualys' host assets in clouds beyond the recorded ones."""

from shared.contracts.parts import Cloud, Interface
from tests.unit.normalizer.assets import asset, listed


def test_an_instance_of_azure() -> None:
    """Its connector has its own names for the same things."""
    record = asset(
        dnsHostName="app-1",
        cloudProvider="AZURE",
        sourceInfo=listed(
            "AzureAssetSourceSimple",
            {
                "type": "AZURE",
                "vmId": "0A1B2C3D-0000-4000-8000-00000000ABCD",
                "subscriptionId": "0A1B2C3D-0000-4000-8000-000000000001",
                "location": "westeurope",
                "vmSize": "Standard_B2s",
                "state": "RUNNING",
                "virtualNetwork": "example-vnet",
                "subnet": "default",
                "name": "app-1-vm",
                "osType": "Linux",
                "resourceGroupName": "example-group",
                "macAddress": "00-0D-3A-12-34-56",
                "privateIpAddress": "10.3.0.4",
                "azureVmTags": {"tags": {"list": [{"AzureTag": {"key": "owner", "value": "web"}}]}},
            },
        ),
    )

    assert record.cloud == Cloud(
        provider="azure",
        account="0a1b2c3d-0000-4000-8000-000000000001",
        instance_id="0a1b2c3d-0000-4000-8000-00000000abcd",
        region="westeurope",
        vpc="example-vnet",
        subnet="default",
        instance_type="standard_b2s",
        state="running",
    )
    assert (record.hostname, record.names) == ("app-1", ("app-1", "app-1-vm"))
    assert record.interfaces == (Interface(mac="00:0d:3a:12:34:56", ips=("10.3.0.4",)),)
    assert (record.os.family, record.groups, record.tags) == (
        "linux",
        ("resource_group:example-group",),
        ("owner=web",),
    )


def test_an_instance_of_google() -> None:
    """Its account is the project's number, which is what an agent on the machine is told."""
    record = asset(
        sourceInfo=listed(
            "GcpAssetSourceSimple",
            {
                "instanceId": 1234567890123456789,
                "projectIdNo": 400500600700,
                "projectId": "example-project",
                "zone": "projects/400500600700/zones/europe-west1-b",
                "machineType": "https://compute.example.com/machineTypes/e2-small",
                "network": "projects/example-project/global/networks/default",
                "hostname": "db-1.europe-west1-b.c.example-project.internal",
                "state": "RUNNING",
                "gcpInstanceTags": {"tags": {"list": {"GCPTags": {"key": "tier", "value": 1}}}},
            },
        )
    )

    assert record.cloud == Cloud(
        provider="gcp",
        account="400500600700",
        instance_id="1234567890123456789",
        region="europe-west1",
        zone="europe-west1-b",
        vpc="default",
        instance_type="e2-small",
        state="running",
    )
    assert (record.hostname, record.tags) == ("db-1", ("tier=1",))
