"""Providers, accounts, zones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.normalizer.clouds import account, azure_path, last_part, provider, region_of, zone
from tests.payloads.recorded import read


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


@pytest.mark.parametrize(
    ("said", "cloud", "where"),
    [
        ("us-east-1b", "aws", "us-east-1b"),
        ("US-GOV-WEST-1A", "aws", "us-gov-west-1a"),
        ("us-east-1-bos-1a", "aws", "us-east-1-bos-1a"),
        ("us-east-1-wl1-bos-wlz-1", "aws", "us-east-1-wl1-bos-wlz-1"),
        ("use1-az1", "aws", "use1-az1"),
        ("VPC", "aws", None),
        ("projects/1/zones/europe-west1-b", "gcp", "europe-west1-b"),
        ("MyResourceGroup", "azure", None),
        ("us-east-1b", "azure", None),  # somebody calls a resource group so
        ("rg-1", "azure", None),
        ("2", "azure", "2"),
        ("us-east-1b", None, "us-east-1b"),
        ("cluster", None, None),
        (None, "aws", None),
    ],
)
def test_a_zone_has_the_form_of_its_clouds(said: str | None, cloud: str | None, where: str | None) -> None:
    """What a vendor's one field holds for every cloud is a zone only if it looks like one of this cloud."""
    assert zone(said, cloud) == where


@pytest.mark.parametrize(
    ("path", "subscription", "group"),
    [
        ("/subscriptions/a-1/resourceGroups/Shop/providers/x/virtualMachines/vm", "a-1", "Shop"),
        ("/SUBSCRIPTIONS/a-1/resourcegroups/shop", "a-1", "shop"),
        ("/subscriptions/a-1", "a-1", None),
        ("vm-1", None, None),
        (None, None, None),
    ],
)
def test_an_azure_path_says_where_a_resource_is(path: str | None, subscription: str | None, group: str | None) -> None:
    """Its subscription and its resource group, in any case of letters."""
    assert azure_path(path) == (subscription, group)


def test_what_is_no_zone_is_a_group() -> None:
    """CrowdStrike has one field for both: of Azure it is a resource group, and nothing of it is lost."""
    in_azure, in_aws = (
        {"device_id": "a" * 32, "service_provider": said, "zone_group": group}
        for said, group in (("AZURE", "MyResourceGroup"), ("AWS_EC2_V2", "us-east-1b"))
    )
    azure, aws = read("crowdstrike", in_azure, in_aws)

    assert (azure.cloud.zone, azure.cloud.region, len(azure.groups)) == (None, None, 1)
    assert azure.groups[0].endswith("MyResourceGroup")
    assert (aws.cloud.zone, aws.cloud.region, aws.groups) == ("us-east-1b", "us-east-1", ())
