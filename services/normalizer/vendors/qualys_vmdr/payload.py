"""Qualys' host as the VMDR host list writes it, its elements as objects of texts (vendors.md 3b)."""

from typing import Annotated, Any

from pydantic import BeforeValidator

from services.normalizer.system_text import SystemText
from services.normalizer.types import IdNumber, Objects, Part, Payload, Text, Time, Whole


def _inside(name: str) -> BeforeValidator:
    """Take the list, or the single item, out of the element that it is alone in: `{"TAG": …}`."""

    def taken(value: Any) -> Any:  # Any: JSON
        return value.get(name, value) if isinstance(value, dict) else value

    return BeforeValidator(taken)


def _clouds(value: Any) -> Any:  # Any: JSON
    """Take the attributes out of their cloud's element: `{"EC2": {"ATTRIBUTE": […]}}`."""
    lists = [one.get("ATTRIBUTE") for one in value.values() if isinstance(one, dict)] if isinstance(value, dict) else []
    return [one for said in lists for one in (said if isinstance(said, list) else [said])]


class DnsData(Payload):
    """Names that the scan resolved."""

    HOSTNAME: Text = None
    DOMAIN: Text = None
    FQDN: Text = None


class Tag(Payload):
    """A tag."""

    NAME: Text = None


class CloudTag(Payload):
    """A tag that the cloud's owner gave."""

    NAME: Text = None
    VALUE: Text = None


class Attribute(Payload):
    """What the cloud says of the instance, and whether it still did when it was asked last."""

    NAME: Text = None
    VALUE: Text = None
    LAST_STATUS: Text = None


class Host(Payload):
    """A raw host."""

    ASSET_ID: IdNumber
    ID: Text = None
    IP: Text = None
    IPV6: Text = None
    TRACKING_METHOD: Text = None
    DNS: Text = None
    DNS_DATA: Annotated[DnsData | None, Part] = None
    NETBIOS: Text = None
    OS: SystemText = None
    QG_HOSTID: Text = None
    LAST_BOOT: Time = None
    SERIAL_NUMBER: Text = None
    HARDWARE_UUID: Text = None
    FIRST_FOUND_DATE: Time = None
    LAST_ACTIVITY: Time = None
    CLOUD_AGENT_RUNNING_ON: Text = None
    CLOUD_PROVIDER: Text = None
    CLOUD_RESOURCE_ID: Text = None
    EC2_INSTANCE_ID: Text = None
    LAST_VULN_SCAN_DATETIME: Time = None
    LAST_VM_SCANNED_DATE: Time = None
    LAST_VM_AUTH_SCANNED_DATE: Time = None
    LAST_COMPLIANCE_SCAN_DATETIME: Time = None
    ASSET_GROUP_IDS: Text = None
    ASSET_CRITICALITY_SCORE: Text = None
    TRURISK_SCORE: Whole = None
    ASSET_RISK_SCORE: Whole = None
    TAGS: Annotated[tuple[Tag, ...], Objects, _inside("TAG")] = ()
    CLOUD_PROVIDER_TAGS: Annotated[tuple[CloudTag, ...], Objects, _inside("CLOUD_TAG")] = ()
    METADATA: Annotated[tuple[Attribute, ...], Objects, BeforeValidator(_clouds)] = ()
