"""CrowdStrike's device as our record."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import get_args

from services.normalizer.addresses import clean_ip, interface, join_interfaces
from services.normalizer.clouds import account, lower, provider, region_of, zone
from services.normalizer.groups import Kind, grouped
from services.normalizer.hardware import device_type
from services.normalizer.names import read_names
from services.normalizer.records import INTERFACES_CUT, finish
from services.normalizer.systems import read_system
from services.normalizer.vendors.crowdstrike.payload import Device
from shared.contracts.parts import Agent, Cloud, Containment, Hardware, Interface, OperatingSystem, Policy
from shared.contracts.record import HIDDEN, HostRecord
from shared.smbios import canonical_uuid

CONTAINMENTS: tuple[Containment, ...] = get_args(Containment)


def to_host(device: Device, fetched_at: datetime) -> HostRecord:
    """Return the record of a device."""
    names = read_names([device.hostname], device.machine_domain)
    interfaces, cut = join_interfaces(_interfaces(device))
    system = _system(device)
    return finish(
        [device.modified_timestamp, device.last_seen, device.first_seen],
        fetched_at,
        [INTERFACES_CUT] if cut else [],
        vendor="crowdstrike",
        vendor_id=device.device_id,
        tenant=lower(device.cid),
        first_seen=device.first_seen,
        last_seen=device.last_seen,
        last_boot=device.last_reboot,
        last_user=device.last_login_user,
        hostname=names.short,
        fqdn=names.fqdn,
        domain=names.domain,
        names=names.every,
        type=device_type(
            device.product_type_desc or system.name,
            device.system_manufacturer,
            device.system_product_name,
            (device.chassis_type, device.chassis_type_desc),
        ),
        os=system,
        hardware=_hardware(device),
        cloud=_cloud(device),
        timezone=device.host_utc_offset,
        status=HIDDEN if lower(device.host_hidden_status) == HIDDEN else lower(device.status),
        containment=_containment(device.status),
        criticality=device.criticality,
        interfaces=interfaces,
        external_ips=tuple(filter(None, [clean_ip(device.external_ip)])),
        agents=(_agent(device),),
        tags=tuple(filter(None, device.tags)),
        groups=tuple(grouped(_groups(device))),
    )


def _interfaces(device: Device) -> Iterable[Interface]:
    """Give the sensor's interface and the one it connects through, which is the one that has the gateway."""
    gateway = device.default_gateway_ip
    yield interface(device.connection_mac_address, [device.connection_ip], gateway=gateway)
    connected = device.connection_mac_address or device.connection_ip
    yield interface(device.mac_address, [device.local_ip], gateway=None if connected else gateway)


def _system(device: Device) -> OperatingSystem:
    """Read the version's words and the product's: the one names the release, the other the edition."""
    said = (device.os_version, device.os_product_name)
    build = device.os_build or device.build_number
    return read_system(said, device.platform_name, build, device.kernel_version)


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


def _cloud(device: Device) -> Cloud:
    name = provider(device.service_provider)
    where = zone(device.zone_group, name)
    return Cloud(
        provider=name,
        account=account(device.service_provider_account_id, name),
        instance_id=lower(device.instance_id),
        zone=where,
        region=region_of(where),
    )


def _groups(device: Device) -> Mapping[Kind, Sequence[str | None]]:
    """Return the names of each kind; where `zone_group` is no zone, it is a resource group of Azure."""
    resource_group = None if zone(device.zone_group, provider(device.service_provider)) else device.zone_group
    return {
        "host_group": device.groups,
        "ou": device.ou,
        "site": [device.site_name],
        "resource_group": [resource_group],
    }


def _containment(status: str | None) -> Containment | None:
    """Read the sensor's status, in capitals or with spaces too; one that isn't known says nothing of containment."""
    word = re.sub(r"[\s-]+", "_", (status or "").strip().lower())
    return next((one for one in CONTAINMENTS if one == word), None)


def _agent(device: Device) -> Agent:
    said = (*device.policies, *device.device_policies.values())
    return Agent(
        kind="edr",
        vendor="crowdstrike",
        uid=device.device_id,
        version=device.agent_version,
        status="reduced"
        if (device.reduced_functionality_mode or "").lower() in ("yes", "true")
        else lower(device.status),
        platform=device.platform_name,
        last_checked_in=device.last_seen,
        policies=tuple(
            Policy(kind=one.policy_type, uid=one.policy_id, applied=one.applied) for one in said if one.policy_type
        ),
        uninstall_protection=min((one.uninstall_protection for one in said if one.uninstall_protection), default=None),
    )
