"""What Qualys' connectors know of an instance, in every cloud's own words."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from services.normalizer.clouds import account, last_part, lower, provider, region_of, zone
from services.normalizer.vendors.qualys.payload import AssetSource, CloudTags, HostAsset
from shared.contracts.parts import Cloud
from shared.contracts.record import EPOCH

RUNNING = "running"
SEVERAL_INSTANCES = "several_instances"  # flag: the vendor names several; the one that it heard of last is kept
_NO_SOURCE = AssetSource()
_NO_TAGS = CloudTags()
_KIND = "AssetSourceSimple"  # Ec2AssetSourceSimple, AzureAssetSourceSimple, GcpAssetSourceSimple


def latest_instance(sources: Sequence[AssetSource]) -> tuple[AssetSource, bool]:
    """Return the instance that a connector listed last, whatever the order, and whether there are others."""
    ordered = sorted(sources, key=_listed)
    instances = [one for one in ordered if one.instanceId or one.vmId]
    latest = (instances or ordered or [_NO_SOURCE])[-1]
    return latest, len({one.instanceId or one.vmId for one in instances}) > 1


def _listed(source: AssetSource) -> tuple[datetime, str]:
    return source.lastUpdated or EPOCH, source.model_dump_json()


def cloud(asset: HostAsset, source: AssetSource) -> Cloud:
    """Return where the instance lives.

    Of Google's two names for a project the number is the account: it is what an agent is told by the machine.
    """
    kind = source.kind.removesuffix(_KIND) if source.kind.endswith(_KIND) else None
    name = provider(asset.cloudProvider or source.type or kind)
    where = zone(source.availabilityZone, name) or zone(source.zone, name)  # EC2's `zone` is the kind of network
    said = source.accountId or source.subscriptionId or source.projectIdNo or source.projectId
    return Cloud(
        provider=name,
        account=account(said, name),
        instance_id=lower(source.instanceId or source.vmId),
        region=lower(source.region or source.location) or region_of(where),
        zone=where,
        vpc=last_part(source.vpcId or source.virtualNetwork or source.network),
        subnet=last_part(source.subnetId or source.subnet),
        image=lower(source.imageId),
        instance_type=last_part(source.instanceType or source.machineType or source.vmSize or source.size),
        state=lower(source.instanceState or source.state),
        created_at=source.createdDate or source.launchTime,
        public_dns=lower(source.publicDnsName),
        private_dns=lower(source.privateDnsName),
    )


def cloud_tags(source: AssetSource) -> Iterable[str]:
    """Give the tags of the cloud's owner as `key=value`."""
    for tags in (source.ec2InstanceTags, source.azureVmTags, source.gcpInstanceTags):
        for one in (tags or _NO_TAGS).tags:
            if one.key:
                yield f"{one.key}={one.value or ''}"
