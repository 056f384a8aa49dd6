"""Systems that scanners name with their kernels, that several fields name, that a list names."""

from typing import Any

import pytest

from services.normalizer.systems import read_listed, read_system
from tests.payloads.recorded import read

KERNEL_BESIDE = [  # what Nessus says, name, version, kernel
    ("Linux Kernel 5.10.1-1.1.amzn2.x86_64 on Amazon Linux 2", "Amazon Linux", "2", "5.10.1-1.1.amzn2.x86_64"),
    ("Linux Kernel 4.15.0-1-generic on Ubuntu 18.04", "Ubuntu", "18.04", "4.15.0-1-generic"),
    ("Linux Kernel 4.15 on Ubuntu 18.04 (bionic)", "Ubuntu", "18.04", "4.15"),
    ("Linux Kernel 3.10 on CentOS Linux release 7", "CentOS", "7", "3.10"),
    ("Linux Kernel 2.6 on Debian 6.0 (squeeze)", "Debian", "6", "2.6"),
    ("Linux Kernel 5.10.0-8-amd64 on Debian GNU/Linux 11 (bullseye)", "Debian", "11", "5.10.0-8-amd64"),
    ("Linux Kernel 3.10 on Red Hat Enterprise Linux Server release 7.9", "Red Hat Enterprise Linux", "7.9", "3.10"),
    ("Linux Kernel 4.18 on Rocky Linux release 8.6 (Green Obsidian)", "Rocky Linux", "8.6", "4.18"),
    ("Linux Kernel 4.18 on AlmaLinux release 8.7", "AlmaLinux", "8.7", "4.18"),
    ("Linux Kernel 5.4.17 on Oracle Linux Server release 8.5", "Oracle Linux", "8.5", "5.4.17"),
    ("Linux Kernel 4.12.14 on SuSE12.5", "SUSE Linux Enterprise Server", "12.5", "4.12.14"),
    ("Linux Kernel 5.8 on Fedora release 33 (Thirty Three)", "Fedora", "33", "5.8"),
    ("Linux Kernel 6.1 on Arch Linux", "Arch Linux", None, "6.1"),
    ("Linux Kernel 5.15 on Alpine Linux v3.15.4", "Alpine Linux", "3.15", "5.15"),
    ("Linux Kernel 4.19 on VMware Photon OS 3.0", "Photon OS", "3", "4.19"),
    ("Linux Kernel 5.10 on Bottlerocket OS 1.13.1", "Bottlerocket", "1.13", "5.10"),
    ("Linux Kernel 6.6 on Examplix 4.2", "Examplix", "4.2", "6.6"),
    ("Ubuntu 18.04 Linux Kernel 4.15", "Ubuntu", "18.04", "4.15"),
    ("Linux Kernel 2.6", None, None, "2.6"),
    ("Linux 5.4.0-42-generic", None, None, "5.4.0-42-generic"),
    ("GNU/Linux", None, None, None),
]


@pytest.mark.parametrize(("said", "name", "version", "kernel"), KERNEL_BESIDE)
def test_a_kernel_is_no_distribution(said: str, name: str | None, version: str | None, kernel: str | None) -> None:
    """A scanner names the kernel beside the distribution, or alone: then nobody knows which one it is."""
    system = read_system(said)

    assert (system.family, system.name, system.version, system.kernel) == ("linux", name, version, kernel)
    assert (system.said, system.build) == (said, None)


def test_the_kernel_of_a_field_of_its_own_counts() -> None:
    """It is whole where the sentence cuts it."""
    assert read_system("Linux Kernel 5.10 on Debian 11", kernel="5.10.0-8-amd64").kernel == "5.10.0-8-amd64"


@pytest.mark.parametrize(
    ("said", "name", "version"),
    [
        ("Cisco IOS 15.2(4)E8", "Cisco IOS", "15.2"),
        ("Cisco IOS XE 16.9.4", "Cisco IOS XE", "16.9"),
        ("VMware ESXi 7.0.3 build-19193900", "VMware ESXi", "7.0"),
        ("FreeBSD 12.2-RELEASE", "FreeBSD", "12.2"),
        ("SunOS 5.10", "Solaris", "10"),
        ("Oracle Solaris 11.4", "Solaris", "11.4"),
        ("Windows Server 2016 Standard 14393", "Windows Server", "2016"),
    ],
)
def test_what_a_scanner_calls_other_systems(said: str, name: str, version: str) -> None:
    """Network devices and other systems have their own products."""
    assert (read_system(said).name, read_system(said).version) == (name, version)


@pytest.mark.parametrize(
    ("fields", "build", "ubr"),
    [
        (
            {"said": "Microsoft Windows Server 2019 Datacenter 10.0.17763 64-bit N/A Build 17763 UBR 3232"},
            "17763",
            3232,
        ),
        ({"said": "Microsoft Windows 10 Pro", "version": ("10.0.19042.1052",)}, "19042", 1052),
        ({"said": "Windows 11", "build": "22631", "kernel": "10.0.22631.2861"}, "22631", 2861),
        ({"said": "Windows 11", "build": "22631.2861"}, "22631", 2861),
        ({"said": "Microsoft Windows [Version 10.0.17763.3232]"}, "17763", 3232),
        ({"said": "Windows Server 2016 Standard 14393.0"}, "14393", 0),
        ({"said": "Windows 11", "build": "22631", "kernel": "10.0.22621.1"}, "22631", None),  # of another build
        ({"said": "Windows 10 Pro Build 19045"}, "19045", None),
        ({"said": "Ubuntu 20.04", "kernel": "5.4.0.12345"}, None, None),
    ],
)
def test_windows_update_revision_is_told_with_its_build(
    fields: dict[str, Any], build: str | None, ubr: int | None
) -> None:
    """Whichever field says it: a vulnerability is mended by a revision, not by a build."""
    system = read_system(**fields)

    assert (system.build, system.ubr) == (build, ubr)


@pytest.mark.parametrize(
    ("said", "fields", "name", "version", "edition"),
    [
        (("Windows 10", "Microsoft Windows 10 Enterprise"), {}, "Windows", "10", "Enterprise"),
        (("Windows 10",), {"edition": "Professional"}, "Windows", "10", "Pro"),
        (("Windows", "Windows Server 2019"), {"edition": "Datacenter"}, "Windows Server", "2019", "Datacenter"),
        (("CentOS", None), {"version": ("7.9.2009",)}, "CentOS", "7.9", None),
        (("Linux", "Amazon Linux 2"), {"version": ("5.10",)}, "Amazon Linux", "2", None),
        (("Windows 11 Pro", "Windows 10"), {}, "Windows", "11", "Pro"),  # the more specific one
        ((None, None), {"version": ("7",)}, None, None, None),
    ],
)
def test_the_most_specific_of_several_fields_wins(
    said: tuple[str | None, ...], fields: dict[str, Any], name: str | None, version: str | None, edition: str | None
) -> None:
    """The others fill its gaps, if they don't contradict it; the first words are kept as said."""
    system = read_system(said, **fields)

    assert (system.name, system.version, system.edition, system.said) == (name, version, edition, said[0])


@pytest.mark.parametrize(
    ("texts", "name", "version", "kernel"),
    [
        (["Linux Kernel 3.10 on CentOS Linux release 7", "Linux Kernel 3.10"], "CentOS", "7", "3.10"),
        (["Linux Kernel 3.10 on CentOS 7", "Linux Kernel 3.10 on Red Hat Enterprise Linux 7"], None, "7", "3.10"),
        (["Linux Kernel 3.10 on CentOS 7", "Linux Kernel 3.10.0-1160 on CentOS 7.9"], "CentOS", "7.9", "3.10.0-1160"),
        (["Linux Kernel 3.10", "Linux Kernel 4.2"], None, None, None),
        (["Ubuntu 18.04", "Ubuntu 18.10"], "Ubuntu", None, None),
        (["Microsoft Windows 10", "Microsoft Windows Server 2016"], None, None, None),
        (["macOS 13.4"], "macOS", "13", None),
        ([], None, None, None),
    ],
)
def test_a_list_of_systems_says_what_all_allow(
    texts: list[str], name: str | None, version: str | None, kernel: str | None
) -> None:
    """In any order; of systems that contradict each other what they share is known."""
    system = read_listed(texts)

    assert (system.name, system.version, system.kernel) == (name, version, kernel)
    assert system == read_listed(texts[::-1])


def test_guesses_a_line_are_guesses() -> None:
    """A scanner that isn't sure writes each on a line of its own."""
    (record,) = read("tenable", {"id": "a-1", "operating_systems": ["Windows 10 Pro\nWindows Server 2016\n"]})

    assert (record.os.family, record.os.name) == ("windows", None)
    assert record.os.said == "Windows 10 Pro / Windows Server 2016"
