"""VMDR's host in the words of the host asset, and by these our record: one machine reads alike in both APIs."""

from collections.abc import Iterator
from datetime import datetime

from services.normalizer.groups import grouped
from services.normalizer.limits import MAX_LIST
from services.normalizer.names import fold, is_given
from services.normalizer.records import latest
from services.normalizer.vendors.qualys.host import to_host as from_host_asset
from services.normalizer.vendors.qualys.payload import (
    AgentInfo,
    AssetSource,
    CloudTag,
    CloudTags,
    HostAsset,
    HostAssetInterface,
    TagSimple,
)
from services.normalizer.vendors.qualys_vmdr.attributes import FIELDS
from services.normalizer.vendors.qualys_vmdr.payload import DnsData, Host
from shared.contracts.event import as_set
from shared.contracts.record import HostRecord

AGENT = "agent"  # in what tracks the host, or in what its agent runs on: it has the cloud agent


def to_host(host: Host, fetched_at: datetime) -> HostRecord:
    """Return the record of a host."""
    record = from_host_asset(host_asset(host), fetched_at)
    numbers = (host.ASSET_GROUP_IDS or "").replace(",", " ").split()
    groups = (*record.groups, *grouped({"asset_group": numbers}))
    scanned = host.LAST_VM_AUTH_SCANNED_DATE
    return record.model_copy(update={"groups": as_set(groups)[:MAX_LIST], "last_authenticated_scan": scanned})


def host_asset(host: Host) -> HostAsset:
    """Return the same host as the API of host assets would write it."""
    dns = _resolved(host)
    return HostAsset.model_construct(
        id=host.ASSET_ID,
        dnsHostName=host.DNS,
        fqdn=dns.FQDN,
        hostname=dns.HOSTNAME,
        netbiosName=host.NETBIOS,
        domain=dns.DOMAIN,
        address=host.IP,
        networkInterface=tuple(_addresses(host)),
        sourceInfo=(_source(host),),
        agentInfo=_agent(host),
        os=host.OS,
        biosSerialNumber=host.SERIAL_NUMBER,
        hwUUID=host.HARDWARE_UUID,
        cloudProvider=host.CLOUD_PROVIDER,
        created=host.FIRST_FOUND_DATE,
        lastVulnScan=latest(host.LAST_VULN_SCAN_DATETIME, host.LAST_VM_SCANNED_DATE, host.LAST_VM_AUTH_SCANNED_DATE),
        lastComplianceScan=host.LAST_COMPLIANCE_SCAN_DATETIME,
        lastSystemBoot=host.LAST_BOOT,
        criticality=host.ASSET_CRITICALITY_SCORE,
        riskScore=host.ASSET_RISK_SCORE if host.TRURISK_SCORE is None else host.TRURISK_SCORE,
        qwebHostId=host.ID,
        trackingMethod=host.TRACKING_METHOD,
        tags=tuple(TagSimple.model_construct(name=one.NAME) for one in host.TAGS),
    )


def _resolved(host: Host) -> DnsData:
    """Return what the scan resolved; of a name that a cloud gives, its parts are no names of the host."""
    dns = host.DNS_DATA or DnsData()
    if not is_given(fold(dns.FQDN or host.DNS)):
        return dns
    return DnsData.model_construct(HOSTNAME=None, DOMAIN=None, FQDN=dns.FQDN)


def _addresses(host: Host) -> Iterator[HostAssetInterface]:
    if host.IPV6:
        yield HostAssetInterface.model_construct(address=host.IPV6)


def _agent(host: Host) -> AgentInfo:
    """Return the cloud agent; QG_HOSTID alone is none, since the scanner writes one to hosts too."""
    tracked = f"{host.TRACKING_METHOD or ''} {host.CLOUD_AGENT_RUNNING_ON or ''}".lower()
    return AgentInfo.model_construct(
        agentId=host.QG_HOSTID if AGENT in tracked else None, lastCheckedIn=host.LAST_ACTIVITY
    )


def _source(host: Host) -> AssetSource:
    """Return what the cloud knows, as its connector would write it; of what it says no more nothing is kept."""
    said: dict[str, str | None] = {}
    for one in host.METADATA:
        field = FIELDS.get((one.NAME or "").rpartition("/")[2].replace("-", "").lower())
        if field and one.VALUE and (one.LAST_STATUS or "Success").lower() == "success":
            said.setdefault(field, one.VALUE)
    if "vmId" not in said:
        said["instanceId"] = host.EC2_INSTANCE_ID or host.CLOUD_RESOURCE_ID or said.get("instanceId")
    tags = tuple(CloudTag.model_construct(key=one.NAME, value=one.VALUE) for one in host.CLOUD_PROVIDER_TAGS)
    return AssetSource.model_validate(said).model_copy(update={"ec2InstanceTags": CloudTags.model_construct(tags=tags)})
