"""Cloud providers, accounts and zones in one spelling."""

import re

_PROVIDERS = (("aws", "aws"), ("ec2", "aws"), ("ec_2", "aws"), ("amazon", "aws"), ("gcp", "gcp"), ("google", "gcp"),
              ("azure", "azure"), ("microsoft", "azure"))  # fmt: skip
_AWS_ZONE = re.compile(r"([a-z]{2}(?:-[a-z]+)+-\d+)(?:-[a-z]+-\d+)?[a-z]")  # the middle: a local zone's
_GCP_ZONE = re.compile(r"([a-z]+-[a-z]+\d+)-[a-z]")


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


def region_of(text: str | None) -> str | None:
    """Return the region of a zone of AWS (`us-east-1b`) or Google (`europe-west1-b`)."""
    lower = last_part(text) or ""
    found = _AWS_ZONE.fullmatch(lower) or _GCP_ZONE.fullmatch(lower)
    return found[1] if found else None


def lower(text: str | None) -> str | None:
    """Return an identifier in lower case."""
    return text.lower() if text else None
