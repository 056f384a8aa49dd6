"""CrowdStrike's device: as the assessment API and as the Falcon API give it (vendors.md 2.1, 3a)."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from services.normalizer.addresses import clean_ip, interface, is_public, join_interfaces
from services.normalizer.clouds import lower, provider, region_of
from services.normalizer.hardware import device_type
from services.normalizer.names import read_names
from services.normalizer.records import INTERFACES_CUT, finish
from services.normalizer.systems import read_system
from services.normalizer.types import Items, Payload, Text, Time
from services.normalizer.vendors import Reader
from shared.contracts.parts import Agent, Cloud, Hardware, Policy
from shared.contracts.record import HostRecord
from shared.smbios import canonical_uuid


class DevicePolicy(Payload):
    """A policy that the sensor follows."""

    policy_type: Text = None
    policy_id: Text = None
    applied: bool | None = None


class Device(Payload):
    """A raw device."""

    device_id: Annotated[str, Field(min_length=1, max_length=200)]
    cid: Text = None
    hostname: Text = None
    machine_domain: Text = None
    local_ip: Text = None
    external_ip: Text = None
    mac_address: Text = None
    connection_ip: Text = None
    connection_mac_address: Text = None
    default_gateway_ip: Text = None
    instance_id: Text = None
    service_provider: Text = None
    service_provider_account_id: Text = None
    zone_group: Text = None
    serial_number: Text = None
    system_manufacturer: Text = None
    system_product_name: Text = None
    bios_manufacturer: Text = None
    bios_version: Text = None
    chassis_type: Text = None
    chassis_type_desc: Text = None
    cpu_vendor: Text = None
    platform_name: Text = None
    os_version: Text = None
    os_product_name: Text = None
    os_build: Text = None
    kernel_version: Text = None
    product_type_desc: Text = None
    status: Text = None
    agent_version: Text = None
    reduced_functionality_mode: Text = None
    first_seen: Time = None
    last_seen: Time = None
    last_reboot: Time = None
    last_login_user: Text = None
    modified_timestamp: Time = None
    policies: Annotated[tuple[DevicePolicy, ...], Items] = ()
    device_policies: dict[str, DevicePolicy | None] | None = None
    groups: Annotated[tuple[Text, ...], Items] = ()
    tags: Annotated[tuple[Text, ...], Items] = ()
    ou: Annotated[tuple[Text, ...], Items] = ()
    site_name: Text = None


def to_host(device: Device, fetched_at: datetime) -> HostRecord:
    """Return the record of a device."""
    names = read_names([device.hostname], device.machine_domain)
    interfaces, cut = join_interfaces(
        [
            interface(device.mac_address, [device.local_ip], gateway=device.default_gateway_ip),
            interface(device.connection_mac_address, [device.connection_ip], gateway=device.default_gateway_ip),
        ]
    )
    external = clean_ip(device.external_ip)
    return finish(
        [device.modified_timestamp, device.last_seen, device.first_seen],
        fetched_at,
        [INTERFACES_CUT] if cut else [],
        vendor="crowdstrike",
        vendor_id=device.device_id.lower(),
        tenant=device.cid,
        first_seen=device.first_seen,
        last_seen=device.last_seen,
        last_boot=device.last_reboot,
        last_user=device.last_login_user,
        hostname=names.short,
        fqdn=names.fqdn,
        domain=names.domain,
        names=names.every,
        type=device_type(
            device.product_type_desc,
            device.chassis_type_desc if not device.chassis_type else device.chassis_type,
            device.system_manufacturer,
            device.system_product_name,
        ),
        os=read_system(
            device.os_product_name or device.os_version, device.platform_name, device.os_build, device.kernel_version
        ),
        hardware=_hardware(device),
        cloud=Cloud(
            provider=provider(device.service_provider),
            account=lower(device.service_provider_account_id),
            instance_id=lower(device.instance_id),
            zone=lower(device.zone_group),
            region=region_of(device.zone_group),
        ),
        status=lower(device.status),
        interfaces=interfaces,
        external_ips=(external,) if external and is_public(external) else (),
        agents=(_agent(device),),
        tags=tuple(filter(None, device.tags)),
        groups=tuple(filter(None, (*device.groups, *device.ou, device.site_name))),
    )


def _hardware(device: Device) -> Hardware:
    return Hardware(
        maker=device.system_manufacturer,
        model=device.system_product_name,
        serial=device.serial_number,
        uuid=canonical_uuid(device.serial_number),
        bios_maker=device.bios_manufacturer,
        bios_version=device.bios_version,
        chassis=device.chassis_type_desc,
        cpu=device.cpu_vendor if device.cpu_vendor and not device.cpu_vendor.isdigit() else None,
    )


def _agent(device: Device) -> Agent:
    said = [*device.policies, *filter(None, (device.device_policies or {}).values())]
    policies = tuple(
        Policy(kind=one.policy_type, uid=one.policy_id, applied=one.applied) for one in said if one.policy_type
    )
    return Agent(
        kind="edr",
        vendor="crowdstrike",
        uid=device.device_id.lower(),
        version=device.agent_version,
        status="reduced" if device.reduced_functionality_mode == "yes" else lower(device.status),
        platform=device.platform_name,
        last_checked_in=device.last_seen,
        policies=policies,
    )


READER = Reader(
    name="crowdstrike",
    payload=Device,
    to_host=to_host,
    sources={
        "vendor_id": "device_id",
        "tenant": "cid",
        "observed_at": "modified_timestamp, else last_seen, else first_seen",
        "first_seen": "first_seen",
        "last_seen": "last_seen",
        "last_boot": "last_reboot",
        "last_user": "last_login_user",
        "hostname": "hostname",
        "fqdn": "hostname, machine_domain",
        "domain": "machine_domain, hostname",
        "names": "hostname",
        "type": "product_type_desc, chassis_type, chassis_type_desc, system_manufacturer, system_product_name",
        "os.family": "platform_name, os_version",
        "os.name": "os_version, os_product_name",
        "os.version": "os_version",
        "os.build": "os_build",
        "os.kernel": "kernel_version",
        "os.said": "os_version",
        "hardware.maker": "system_manufacturer",
        "hardware.model": "system_product_name",
        "hardware.serial": "serial_number",
        "hardware.uuid": "serial_number",
        "hardware.bios_maker": "bios_manufacturer",
        "hardware.bios_version": "bios_version",
        "hardware.chassis": "chassis_type_desc",
        "hardware.cpu": "cpu_vendor",
        "cloud.provider": "service_provider",
        "cloud.account": "service_provider_account_id",
        "cloud.instance_id": "instance_id",
        "cloud.zone": "zone_group",
        "cloud.region": "zone_group",
        "status": "status",
        "interfaces": "mac_address, local_ip, connection_mac_address, connection_ip, default_gateway_ip",
        "external_ips": "external_ip",
        "agents": "agent_version, policies, device_policies, reduced_functionality_mode",
        "tags": "tags",
        "groups": "groups, ou, site_name",
    },
    not_kept={
        "_id": "the same as device_id",
        "agent_load_flags": "state of the sensor's start",
        "agent_local_time": "the endpoint's own clock, not to be trusted",
        "config_id_base": "sensor's configuration",
        "config_id_build": "sensor's configuration",
        "config_id_platform": "sensor's configuration",
        "cpu_signature": "a model number shared by all machines with one processor",
        "major_version": "the kernel's on Linux and Mac; os_version and kernel_version say more",
        "minor_version": "the kernel's on Linux and Mac; os_version and kernel_version say more",
        "platform_id": "a number for platform_name",
        "group_hash": "a digest of groups",
        "provision_status": "state of the sensor's licence",
        "meta": "the vendor's own counter of versions; modified_timestamp orders them",
    },
)
