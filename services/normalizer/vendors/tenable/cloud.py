"""Where an asset lives, in every cloud's own words."""

from services.normalizer.clouds import account, azure_path, lower, region_of, zone
from services.normalizer.groups import grouped
from services.normalizer.vendors.tenable.payload import Asset
from shared.contracts.parts import Cloud


def cloud(asset: Asset) -> Cloud:
    """Return where the asset lives; of Azure a resource's path has the subscription."""
    if asset.azure_vm_id or asset.azure_resource_id:
        subscription = asset.azure_subscription_id or azure_path(asset.azure_resource_id).subscription
        return Cloud(provider="azure", account=account(subscription, "azure"), instance_id=lower(asset.azure_vm_id))
    if asset.gcp_instance_id or asset.gcp_project_id:
        return _gcp(asset)
    where = zone(asset.aws_availability_zone, "aws")
    return Cloud(
        provider="aws" if asset.aws_ec2_instance_id or asset.aws_owner_id else None,
        account=account(asset.aws_owner_id, "aws"),
        instance_id=lower(asset.aws_ec2_instance_id),
        zone=where,
        region=lower(asset.aws_region) or region_of(where),
        vpc=lower(asset.aws_vpc_id),
        subnet=lower(asset.aws_subnet_id),
        image=lower(asset.aws_ec2_instance_ami_id),
        instance_type=asset.aws_ec2_instance_type,
        state=lower(asset.aws_ec2_instance_state_name),
    )


def groups(asset: Asset) -> tuple[str, ...]:
    """Return Azure's resource group and AWS' security group."""
    group = asset.azure_resource_group or azure_path(asset.azure_resource_id).group
    return tuple(grouped({"resource_group": [group], "security_group": [asset.aws_ec2_instance_group_name]}))


def _gcp(asset: Asset) -> Cloud:
    where = zone(asset.gcp_zone, "gcp")
    return Cloud(
        provider="gcp",
        account=account(asset.gcp_project_id, "gcp"),
        instance_id=lower(asset.gcp_instance_id),
        zone=where,
        region=region_of(where),
    )
