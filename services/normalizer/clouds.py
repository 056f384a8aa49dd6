"""Cloud providers and zones in one spelling."""

import re

_PROVIDERS = (("aws", "aws"), ("ec2", "aws"), ("ec_2", "aws"), ("amazon", "aws"), ("gcp", "gcp"), ("google", "gcp"),
              ("azure", "azure"), ("microsoft", "azure"))  # fmt: skip
_AWS_ZONE = re.compile(r"([a-z]{2}(?:-[a-z]+)+-\d+)[a-z]")
_GCP_ZONE = re.compile(r"([a-z]+(?:-[a-z]+)+\d+)-[a-z]")


def provider(text: str | None) -> str | None:
    """Return `aws`, `gcp`, `azure`, or the vendor's own word in lower case."""
    lower = (text or "").strip().lower()
    return next((name for begin, name in _PROVIDERS if lower.startswith(begin)), lower or None)


def region_of(zone: str | None) -> str | None:
    """Return the region of an availability zone of AWS (`us-east-1b`) or Google (`europe-west1-b`)."""
    text = (zone or "").lower()
    found = _AWS_ZONE.fullmatch(text) or _GCP_ZONE.fullmatch(text)
    return found[1] if found else None


def lower(text: str | None) -> str | None:
    """Return an identifier in lower case."""
    return text.lower() if text else None
