"""Providers, accounts, zones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.normalizer.clouds import account, last_part, provider, region_of


@pytest.mark.parametrize(
    ("said", "name"),
    [("AWS_EC2_V2", "aws"), ("AWS", "aws"), ("EC_2", "aws"), ("Ec2", "aws"), ("GCP", "gcp"), ("Gcp", "gcp"),
     ("AZURE", "azure"), ("Oci", "oci"), ("", None), (None, None)],
)  # fmt: skip
def test_a_provider_has_one_name(said: str | None, name: str | None) -> None:
    """Both vendors' words give one; an unknown one's is kept."""
    assert provider(said) == name


@pytest.mark.parametrize(
    ("said", "cloud", "number"),
    [
        ("111122223333", "aws", "111122223333"),
        ("1122223333", "aws", "001122223333"),
        ("1111-2222-3333", "aws", "111122223333"),
        ("400500600700", "gcp", "400500600700"),
        ("12", "gcp", "12"),
        ("0A1B2C3D-0000-4000-8000-00000000ABCD", "azure", "0a1b2c3d-0000-4000-8000-00000000abcd"),
        (None, "aws", None),
    ],
)
def test_an_account_has_one_spelling(said: str | None, cloud: str, number: str | None) -> None:
    """Of AWS' accounts, JSON numbers lose the zeros that lead; they have 12 digits."""
    assert account(said, cloud) == number


@pytest.mark.parametrize(
    ("zone", "region"),
    [("us-east-1b", "us-east-1"), ("us-gov-west-1a", "us-gov-west-1"), ("us-west-2-lax-1a", "us-west-2"),
     ("europe-west1-b", "europe-west1"), ("projects/7/zones/northamerica-northeast1-a", "northamerica-northeast1"),
     ("1", None), ("VPC", None), (None, None)],
)  # fmt: skip
def test_a_zone_tells_its_region(zone: str | None, region: str | None) -> None:
    """AWS' zones, local ones too, and Google's, with or without their path."""
    assert region_of(zone) == region


@given(st.text())
def test_cleaning_what_is_clean_changes_nothing(said: str) -> None:
    """Idempotent and total."""
    assert provider(provider(said)) == provider(said)
    assert account(account(said, "aws"), "aws") == account(said, "aws")
    assert last_part(last_part(said)) == last_part(said)
