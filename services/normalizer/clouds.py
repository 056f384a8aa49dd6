"""Cloud providers, accounts and zones in one spelling."""

import re
from typing import NamedTuple

_PROVIDERS = (("aws", "aws"), ("ec2", "aws"), ("ec_2", "aws"), ("amazon", "aws"), ("gcp", "gcp"), ("google", "gcp"),
              ("azure", "azure"), ("microsoft", "azure"))  # fmt: skip
# The middle is a local zone's; those of a carrier's network end in `wlz-1`.
_AWS_ZONE = re.compile(r"([a-z]{2}(?:-[a-z]+)+-\d+)(?:(?:-[a-z]+-\d+)?[a-z]|-wl\d+-[a-z]+-wlz-\d+)")
_AWS_ZONE_ID = re.compile(r"[a-z]{3,5}\d-[a-z]{2,4}\d(?:-az\d)?")  # `use1-az1`: the zone, in every account alike
_GCP_ZONE = re.compile(r"([a-z]+-[a-z]+\d+)-[a-z]")
_AZURE_ZONE = re.compile(r"[1-9]")  # of the region
_ZONES = {"aws": (_AWS_ZONE, _AWS_ZONE_ID), "gcp": (_GCP_ZONE,), "azure": (_AZURE_ZONE,)}
_AZURE_PATH = re.compile(r"/subscriptions/([^/]+)(?:/resourceGroups/([^/]+))?", re.IGNORECASE)


class AzurePath(NamedTuple):
    """What the path of a resource of Azure says of where it is."""

    subscription: str | None = None
    group: str | None = None


def provider(text: str | None) -> str | None:
    """Return `aws`, `gcp`, `azure`, or the vendor's own word in lower case."""
    lower = (text or "").strip().lower()
    return next((name for begin, name in _PROVIDERS if lower.startswith(begin)), lower or None)


def account(text: str | None, cloud: str | None) -> str | None:
    """Return an account in lower case; AWS' has 12 digits, of which JSON numbers lose those zeros that lead."""
    lower = (text or "").strip().lower()
    if cloud == "aws" and re.fullmatch(r"\d{1,12}|\d{4}-\d{4}-\d{4}", lower):
        return lower.replace("-", "").zfill(12)
    return lower or None


def last_part(text: str | None) -> str | None:
    """Return a name in lower case, without the path that Google writes before it (`projects/1/zones/us-east1-b`)."""
    return (text or "").lower().rpartition("/")[2] or None


def zone(text: str | None, cloud: str | None) -> str | None:
    """Return an availability zone in lower case, or None if the text has not the form of this cloud's.

    Vendors have one field for what every cloud divides hosts into: of Azure it may be a resource group. Of a cloud
    that isn't known the forms of AWS and Google count.
    """
    lower = last_part(text) or ""
    forms = _ZONES.get(cloud or "", (_AWS_ZONE, _GCP_ZONE))
    return lower if any(form.fullmatch(lower) for form in forms) else None


def azure_path(text: str | None) -> AzurePath:
    """Return the subscription and the resource group in a resource's path."""
    found = _AZURE_PATH.match(text or "")
    return AzurePath(found[1], found[2]) if found else AzurePath()


def region_of(text: str | None) -> str | None:
    """Return the region of a zone of AWS (`us-east-1b`) or Google (`europe-west1-b`)."""
    lower = last_part(text) or ""
    found = _AWS_ZONE.fullmatch(lower) or _GCP_ZONE.fullmatch(lower)
    return found[1] if found else None


def lower(text: str | None) -> str | None:
    """Return an identifier in lower case."""
    return text.lower() if text else None
