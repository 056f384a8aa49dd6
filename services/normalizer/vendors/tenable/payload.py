"""Tenable's asset, in the export's words; `spellings.py` brings its other APIs to these."""

from typing import Annotated, Any

from pydantic import BeforeValidator, model_validator

from services.normalizer.system_text import SystemText
from services.normalizer.types import (
    Flag,
    IdText,
    Items,
    Objects,
    Part,
    Payload,
    PortNumber,
    Text,
    Time,
    Whole,
)
from services.normalizer.vendors.tenable.spellings import as_exported

Texts = Annotated[tuple[Text, ...], Items]


def _named(name: str) -> BeforeValidator:
    """Take a text in a list for an object with this field alone: one API lists `NESSUS_SCAN`, another objects."""

    def taken(value: Any) -> Any:  # Any: JSON
        items = value if isinstance(value, list) else [value]
        return [{name: item} if isinstance(item, str) and item else item for item in items]

    return BeforeValidator(taken)


def _by_name(value: Any) -> Any:  # Any: JSON
    """Take the workbench's list of severities for an object with a count of each."""
    if not isinstance(value, dict) or not isinstance(severities := value.get("severities"), list):
        return value
    counted = {str(one.get("name")).lower(): one.get("count") for one in severities if isinstance(one, dict)}
    return {**counted, "total": value.get("total")}


class NetworkInterface(Payload):
    """An interface with all that belongs to it."""

    name: Text = None
    fqdns: Texts = ()
    mac_addresses: Texts = ()
    ipv4s: Texts = ()
    ipv6s: Texts = ()

    @model_validator(mode="before")
    @classmethod
    def _exported(cls, value: Any) -> Any:  # Any: JSON
        return as_exported(value)


class Tag(Payload):
    """A tag."""

    key: Text = None
    value: Text = None

    @model_validator(mode="before")
    @classmethod
    def _exported(cls, value: Any) -> Any:  # Any: JSON
        """Take the search's word for a key."""
        return {**value, "key": value.get("key") or value.get("category")} if isinstance(value, dict) else value


class Source(Payload):
    """What saw the asset, and when it did last."""

    name: Text = None
    last_seen: Time = None

    @model_validator(mode="before")
    @classmethod
    def _exported(cls, value: Any) -> Any:  # Any: JSON
        return as_exported(value)


class OpenPort(Payload):
    """An open port."""

    port: PortNumber = None
    protocol: Text = None
    service_names: Texts = ()


class Counts(Payload):
    """Vulnerabilities by severity; what isn't said isn't known."""

    total: Whole = None
    critical: Whole = None
    high: Whole = None
    medium: Whole = None
    low: Whole = None
    info: Whole = None


class Asset(Payload):
    """A raw host."""

    id: IdText
    agent_uuid: Text = None
    has_agent: Flag = None
    name: Text = None
    display_fqdn: Text = None
    hostnames: Texts = ()
    fqdns: Texts = ()
    netbios_names: Texts = ()
    agent_names: Texts = ()
    ipv4s: Texts = ()
    ipv6s: Texts = ()
    mac_addresses: Texts = ()
    network_interfaces: Annotated[tuple[NetworkInterface, ...], Objects] = ()
    display_operating_system: SystemText = None
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
    aws_ec2_instance_group_name: Text = None
    azure_vm_id: Text = None
    azure_resource_id: Text = None
    azure_subscription_id: Text = None
    azure_resource_group: Text = None
    gcp_instance_id: Text = None
    gcp_project_id: Text = None
    gcp_zone: Text = None
    first_seen: Time = None
    last_seen: Time = None
    created_at: Time = None
    updated_at: Time = None
    deleted_at: Time = None
    is_deleted: Flag = None
    terminated_at: Time = None
    is_terminated: Flag = None
    last_scan_time: Time = None
    last_licensed_scan_date: Time = None
    last_authenticated_scan_date: Time = None
    installed_software: Texts = ()
    open_ports: Annotated[tuple[OpenPort, ...], Objects] = ()
    sources: Annotated[tuple[Source, ...], Objects, _named("name")] = ()
    acr_score: Text = None
    exposure_score: Whole = None
    vuln_counts: Annotated[Counts | None, Part, BeforeValidator(_by_name)] = None
    tags: Annotated[tuple[Tag, ...], Objects, _named("value")] = ()

    @model_validator(mode="before")
    @classmethod
    def _exported(cls, value: Any) -> Any:  # Any: JSON
        return as_exported(value)
