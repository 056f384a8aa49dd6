"""CrowdStrike's device, as the assessment API and as the Falcon API give it (vendors.md 2.1, 3a)."""

from typing import Annotated, Any

from pydantic import Field, model_validator

from services.normalizer.system_text import SystemText
from services.normalizer.types import Flag, IdText, Items, Objects, Parts, Payload, Text, Time, with_id


class DevicePolicy(Payload):
    """A policy that the sensor follows."""

    policy_type: Text = None
    policy_id: Text = None
    applied: Flag = None
    uninstall_protection: Text = None


class Device(Payload):
    """A raw device."""

    device_id: IdText
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
    os_version: SystemText = None
    os_product_name: SystemText = None
    os_build: Text = None
    build_number: Text = None
    kernel_version: Text = None
    product_type_desc: Text = None
    host_utc_offset: Text = None
    status: Text = None
    criticality: Text = None
    host_hidden_status: Text = None
    agent_version: Text = None
    reduced_functionality_mode: Text = None
    first_seen: Time = None
    last_seen: Time = None
    last_reboot: Time = None
    last_login_user: Text = None
    modified_timestamp: Time = None
    policies: Annotated[tuple[DevicePolicy, ...], Objects] = ()
    device_policies: Annotated[dict[str, DevicePolicy], Parts] = Field(default_factory=dict)
    groups: Annotated[tuple[Text, ...], Items] = ()
    tags: Annotated[tuple[Text, ...], Items] = ()
    ou: Annotated[tuple[Text, ...], Items] = ()
    site_name: Text = None

    @model_validator(mode="before")
    @classmethod
    def _identified(cls, value: Any) -> Any:  # Any: JSON
        return with_id(value, "device_id")
