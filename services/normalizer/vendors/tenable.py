"""Tenable's asset, as its export gives it."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Annotated

from services.normalizer.addresses import interface, join_interfaces
from services.normalizer.clouds import account, lower, region_of
from services.normalizer.cpe import programs
from services.normalizer.hardware import device_type
from services.normalizer.names import read_names
from services.normalizer.records import INTERFACES_CUT, finish, latest
from services.normalizer.system_text import SystemText
from services.normalizer.systems import read_listed
from services.normalizer.types import IdText, Items, Objects, Payload, Text, Time
from services.normalizer.vendors import Reader
from shared.contracts.parts import Agent, Cloud, Hardware, Interface
from shared.contracts.record import UNREAD, HostRecord
from shared.networks import is_public
from shared.smbios import canonical_uuid

Texts = Annotated[tuple[Text, ...], Items]


class NetworkInterface(Payload):
    """An interface with all that belongs to it."""

    name: Text = None
    fqdns: Texts = ()
    mac_addresses: Texts = ()
    ipv4s: Texts = ()
    ipv6s: Texts = ()


class Tag(Payload):
    """A tag."""

    key: Text = None
    value: Text = None


class Asset(Payload):
    """A raw host."""

    id: IdText
    agent_uuid: Text = None
    hostnames: Texts = ()
    fqdns: Texts = ()
    netbios_names: Texts = ()
    agent_names: Texts = ()
    ipv4s: Texts = ()
    ipv6s: Texts = ()
    mac_addresses: Texts = ()
    network_interfaces: Annotated[tuple[NetworkInterface, ...], Objects] = ()
    operating_systems: Annotated[tuple[SystemText, ...], Items] = ()
    bios_uuid: Text = None
    serial_number: Text = None
    aws_ec2_instance_id: Text = None
    aws_owner_id: Text = None
    aws_availability_zone: Text = None
    aws_region: Text = None
    aws_vpc_id: Text = None
    aws_subnet_id: Text = None
    aws_ec2_instance_ami_id: Text = None
    aws_ec2_instance_type: Text = None
    aws_ec2_instance_state_name: Text = None
    azure_vm_id: Text = None
    gcp_instance_id: Text = None
    gcp_project_id: Text = None
    gcp_zone: Text = None
    first_seen: Time = None
    last_seen: Time = None
    created_at: Time = None
    updated_at: Time = None
    deleted_at: Time = None
    terminated_at: Time = None
    last_scan_time: Time = None
    last_authenticated_scan_date: Time = None
    installed_software: Texts = ()
    tags: Annotated[tuple[Tag, ...], Objects] = ()


def to_host(asset: Asset, fetched_at: datetime) -> HostRecord:
    """Return the record of an asset."""
    names = read_names([*_names(asset)], None)
    interfaces, cut = join_interfaces(_interfaces(asset))
    system = read_listed([*_sorted(asset.operating_systems)])
    software, unread = programs([*filter(None, asset.installed_software)])
    return finish(
        [asset.updated_at, asset.last_seen, asset.created_at, asset.first_seen],
        fetched_at,
        [*([INTERFACES_CUT] if cut else []), *([f"{UNREAD}installed_software"] if unread else [])],
        vendor="tenable",
        vendor_id=asset.id,
        first_seen=asset.first_seen or asset.created_at,
        last_seen=asset.last_seen,
        last_scan=latest(asset.last_scan_time, asset.last_authenticated_scan_date),
        hostname=names.short,
        fqdn=names.fqdn,
        domain=names.domain,
        names=names.every,
        type=device_type(system.name, None, None),
        os=system,
        hardware=Hardware(serial=asset.serial_number, uuid=canonical_uuid(asset.bios_uuid)),
        cloud=_cloud(asset),
        status="deleted" if asset.deleted_at else "terminated" if asset.terminated_at else None,
        interfaces=interfaces,
        external_ips=tuple(filter(is_public, interface(None, [*asset.ipv4s, *asset.ipv6s]).ips)),
        agents=(Agent(kind="vulnerability", vendor="tenable", uid=lower(asset.agent_uuid)),)
        if asset.agent_uuid
        else (),
        software=software,
        tags=tuple(":".join(filter(None, (one.key, one.value))) for one in asset.tags if one.key or one.value),
    )


def _names(asset: Asset) -> Iterator[str]:
    others = (name for one in asset.network_interfaces for name in one.fqdns)
    return _sorted(asset.fqdns, asset.hostnames, asset.agent_names, asset.netbios_names, tuple(others))


def _sorted(*lists: tuple[str | None, ...]) -> Iterator[str]:
    """Give the texts of each list in an order of their own: the vendor's says nothing."""
    return (text for said in lists for text in sorted(filter(None, said)))


def _interfaces(asset: Asset) -> Iterable[Interface]:
    """Give interfaces; of addresses and MACs that are listed apart nobody knows which belong together."""
    known: set[str] = set()
    for one in asset.network_interfaces:
        for mac in _sorted(one.mac_addresses) if any(one.mac_addresses) else [None]:
            found = interface(mac, [*one.ipv4s, *one.ipv6s], one.name)
            known |= {found.mac or "", *found.ips}
            yield found
    apart = [*(interface(mac, []) for mac in asset.mac_addresses)]
    apart += [interface(None, [ip]) for ip in (*asset.ipv4s, *asset.ipv6s)]
    for left in apart:
        if not {left.mac, *left.ips} - {None} <= known and not any(map(is_public, left.ips)):
            yield left


def _cloud(asset: Asset) -> Cloud:
    if asset.azure_vm_id:
        return Cloud(provider="azure", instance_id=lower(asset.azure_vm_id))
    if asset.gcp_instance_id or asset.gcp_project_id:
        zone = lower(asset.gcp_zone)
        return Cloud(
            provider="gcp",
            account=account(asset.gcp_project_id, "gcp"),
            instance_id=lower(asset.gcp_instance_id),
            zone=zone,
            region=region_of(zone),
        )
    zone = lower(asset.aws_availability_zone)
    return Cloud(
        provider="aws" if asset.aws_ec2_instance_id or asset.aws_owner_id else None,
        account=account(asset.aws_owner_id, "aws"),
        instance_id=lower(asset.aws_ec2_instance_id),
        zone=zone,
        region=lower(asset.aws_region) or region_of(zone),
        vpc=lower(asset.aws_vpc_id),
        subnet=lower(asset.aws_subnet_id),
        image=lower(asset.aws_ec2_instance_ami_id),
        instance_type=asset.aws_ec2_instance_type,
        state=lower(asset.aws_ec2_instance_state_name),
    )


_AWS = "aws_ec2_instance_id, aws_owner_id"
_NAMED = "fqdns[], hostnames[], agent_names[]"
READER = Reader(
    name="tenable",
    payload=Asset,
    to_host=to_host,
    sources={
        "vendor_id": "id",
        "observed_at": "updated_at, last_seen, created_at, first_seen",
        "first_seen": "first_seen, created_at",
        "last_seen": "last_seen",
        "last_scan": "last_scan_time, last_authenticated_scan_date",
        "hostname": f"{_NAMED}, netbios_names[], network_interfaces[].fqdns[]",
        "fqdn": f"{_NAMED}, network_interfaces[].fqdns[]",
        "domain": f"{_NAMED}, network_interfaces[].fqdns[]",
        "names": f"{_NAMED}, netbios_names[], network_interfaces[].fqdns[]",
        "type": "operating_systems[]",
        "os.family": "operating_systems[]",
        "os.name": "operating_systems[]",
        "os.version": "operating_systems[]",
        "os.edition": "operating_systems[]",
        "os.build": "operating_systems[]",
        "os.ubr": "operating_systems[]",
        "os.kernel": "operating_systems[]",
        "os.said": "operating_systems[]",
        "hardware.serial": "serial_number",
        "hardware.uuid": "bios_uuid",
        "cloud.provider": f"{_AWS}, azure_vm_id, gcp_instance_id, gcp_project_id",
        "cloud.account": "aws_owner_id, gcp_project_id",
        "cloud.instance_id": "aws_ec2_instance_id, azure_vm_id, gcp_instance_id",
        "cloud.region": "aws_region, aws_availability_zone, gcp_zone",
        "cloud.zone": "aws_availability_zone, gcp_zone",
        "cloud.vpc": "aws_vpc_id",
        "cloud.subnet": "aws_subnet_id",
        "cloud.image": "aws_ec2_instance_ami_id",
        "cloud.instance_type": "aws_ec2_instance_type",
        "cloud.state": "aws_ec2_instance_state_name",
        "status": "deleted_at, terminated_at",
        "interfaces[].name": "network_interfaces[].name",
        "interfaces[].mac": "network_interfaces[].mac_addresses[], mac_addresses[]",
        "interfaces[].ips": "network_interfaces[].ipv4s[], network_interfaces[].ipv6s[], ipv4s[], ipv6s[]",
        "external_ips": "ipv4s[], ipv6s[]",
        "agents[].uid": "agent_uuid",
        "software[].name": "installed_software[]",
        "software[].maker": "installed_software[]",
        "software[].version": "installed_software[]",
        "tags": "tags[].key, tags[].value",
    },
    not_kept={
        **dict.fromkeys(("acr_score", "exposure_score"), "an opinion, not a fact of the host"),
        **dict.fromkeys(("deleted_by", "terminated_by", "tags[].added_by"), "a person, not a fact of the host"),
        **dict.fromkeys(
            (
                *("bigfix_asset_id", "mcafee_epo_agent_guid", "mcafee_epo_guid", "servicenow_sysid"),
                "symantec_ep_hardware_keys[]",
            ),
            "another program's id of it",
        ),
        "aws_ec2_instance_group_name": "the account's own name for its firewall",
        "aws_ec2_name": "a tag of the cloud's; the vendor's tags have it",
        "aws_ec2_product_code": "who is paid for the image",
        "azure_resource_id": "azure_vm_id says it too",
        "first_scan_time": "first_seen is earlier",
        "has_agent": "agent_uuid says it too",
        "has_plugin_results": "how the vendor counts its hosts",
        "last_licensed_scan_date": "how the vendor counts its hosts",
        "last_scan_id": "the scan is no part of the host",
        "last_schedule_id": "the scan is no part of the host",
        "manufacturer_tpm_ids[]": "no other vendor gives it",
        "network_id": "the same for all hosts of a network",
        "network_interfaces[].aliased": "how the addresses were set up",
        "network_interfaces[].virtual": "the name says it too",
        "network_name": "the same for all hosts of a network",
        "qualys_asset_ids[]": "what a Qualys scan once said; Qualys' own record is there",
        "qualys_host_ids[]": "what a Qualys scan once said; Qualys' own record is there",
        "ssh_fingerprints[]": "cloned with the image",
        "system_types[]": "the scanner's guess; the system says more",
        "sources[]": "which of the vendor's sensors saw it",
        "tags[].added_at": "when somebody tagged it",
        "tags[].uuid": "an id for the tag's key and value",
    },
)
