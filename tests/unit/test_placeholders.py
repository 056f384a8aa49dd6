"""Which values stand for none, by their words and by their shape, and which only look like it."""

import pytest

from shared.placeholders import (
    UUIDS,
    WORDS,
    is_missing,
    is_no_instance,
    is_nobody,
    is_unset,
    known,
    says_nothing,
    serial_says_nothing,
)


@pytest.mark.parametrize(
    "text",
    [
        "To be filled by O.E.M.",
        "To Be Filled By O.E.M. CPU",
        "Default string",
        "Invalid Chassis Type",
        "Not Specified",
        "Not Available",
        "None",
        "System Product Name",
        "SYSTEM_MANUFACTURER",
        "Chassis Serial Number",
        "0123456789",
        "1234567890",
        "123456789ABCDEF",
        "987654321",
        "0",
        "0000000000",
        "FFFFFFFF",
        "xxxxxxxx",
        "..............",
        "------",
        "\uff10\uff10\uff10\uff10",  # full-width zeros
        "00000000-0000-0000-0000-000000000000",
        "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF",
        "03000200-0400-0500-0006-000700080009",
        "VMware-00 00 00 00 00 00 00 00-00 00 00 00 00 00 00 00",
        "<BAD INDEX>",
        "N/A",
    ],
)
def test_a_placeholder_says_nothing(text: str) -> None:
    """Whatever its case and what is between its letters."""
    assert says_nothing(text)
    assert serial_says_nothing(text)
    assert known(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "Dell Inc.",
        "VMware, Inc.",
        "VMware",
        "Virtual Machine",
        "Other",
        "OptiPlex 7090",
        "C02EXAMPLE01",
        "VMware-42 01 a6 e3 7d 2b 78 d4-3d a7 00 11 22 33 44 55",
        "ec2aaaaa-0000-4111-8222-333333333333",
        "1.0",
        "1001",
        "X",
        "AA",
        "Default Industries",
    ],
)
def test_what_only_looks_like_one_is_kept(text: str) -> None:
    """Short numbers, names that begin like a placeholder, UUIDs with many zeros."""
    assert known(text) == text


def test_a_serial_that_names_the_hypervisor_is_none() -> None:
    """As a maker's name it is one."""
    assert (serial_says_nothing("VMware"), says_nothing("VMware"), serial_says_nothing("VMW-1")) == (True, False, False)


@pytest.mark.parametrize(
    "uuid", [*UUIDS, "00020003-0004-0005-0006-000700080009", "ffffffff-ffff-ffff-ffff-ffffffffffff"]
)
def test_a_default_uuid_is_unset(uuid: str) -> None:
    """In either of its byte orders."""
    assert is_unset(uuid)


@pytest.mark.parametrize(
    ("text", "missing"),
    [("Unknown", True), ("N/A", True), ("?", True), ("1234", False), ("10", False), ("Home", False)],
)
def test_a_word_for_nothing_is_missing(text: str, *, missing: bool) -> None:
    """Digits may be a version."""
    assert is_missing(text) is missing


@pytest.mark.parametrize(
    ("text", "nothing"),
    [
        ("i-00000000000000000", True),
        ("i-1234567890abcdef0", True),
        ("000000000000", True),
        ("00000000-0000-0000-0000-000000000000", True),
        ("unknown", True),
        ("i-0a1b2c3d4e5f60718", False),
        ("1234567890123456789", False),  # Google's are numbers
        ("000000000001", False),
    ],
)
def test_an_id_of_a_cloud_may_be_a_placeholder(text: str, *, nothing: bool) -> None:
    """Zeros alone, a word, the example of the documents."""
    assert is_no_instance(text) is nothing


@pytest.mark.parametrize(
    ("user", "nobody"),
    [
        ("reboot", True),
        ("SYSTEM", True),
        ("NT AUTHORITY\\SYSTEM", True),
        ("NT AUTHORITY\\LOCAL SERVICE", True),
        ("Window Manager\\DWM-3", True),
        ("CORP\\PC-7$", True),
        ("Unknown", True),
        ("root", False),
        ("CORP\\anna", False),
        ("1234", False),
    ],
)
def test_the_systems_own_accounts_are_nobody(user: str, *, nobody: bool) -> None:
    """Who logs on is a person or an account that somebody uses."""
    assert is_nobody(user) is nobody


def test_each_word_is_written_as_it_is_looked_up() -> None:
    """Letters and digits alone, in lower case, with a reason."""
    assert [word for word in WORDS if not (word.isalnum() and word == word.lower() and len(WORDS[word]) > 5)] == []
