"""One family, name and version for what vendors spell in their own ways."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.normalizer.products import MAC_RELEASES, PRODUCTS
from services.normalizer.systems import read_system

SAME = [  # what Qualys says, what CrowdStrike says (words, platform, build, kernel), family, name, version
    ("Amazon Linux 2", ("Amazon Linux 2", "Linux"), "linux", "Amazon Linux", "2"),
    ("Amazon Linux 2023.3.20240131", ("Amazon Linux 2023", "Linux"), "linux", "Amazon Linux", "2023"),
    ("Ubuntu Linux 20.04.6", ("Ubuntu 20.04", "Linux"), "linux", "Ubuntu", "20.04"),
    ("Red Hat Enterprise Linux 8.6", ("RHEL 8.6", "Linux"), "linux", "Red Hat Enterprise Linux", "8.6"),
    ("Red Hat Enterprise Linux Server 7.9", ("RHEL 7.9", "Linux"), "linux", "Red Hat Enterprise Linux", "7.9"),
    ("CentOS Linux 7.9.2009", ("CentOS 7.9", "Linux"), "linux", "CentOS", "7.9"),
    ("Debian Linux 12.4", ("Debian GNU 12", "Linux"), "linux", "Debian", "12"),
    ("SUSE Linux Enterprise Server 15 SP4", ("SLES 15.4", "Linux"), "linux", "SUSE Linux Enterprise Server", "15.4"),
    ("Oracle Enterprise Linux 8.7", ("Oracle Linux 8.7", "Linux"), "linux", "Oracle Linux", "8.7"),
    ("Rocky Linux 9.1 (Blue Onyx)", ("Rocky Linux 9.1", "Linux"), "linux", "Rocky Linux", "9.1"),
    ("macOS 13.4", ("Ventura (13)", "Mac", "22F66", "22.5.0"), "macos", "macOS", "13"),
    ("macOS Big Sur 11.7.10", ("Big Sur (11.0)", "Mac"), "macos", "macOS", "11"),
    ("Mac OS X 10.15.7", ("Catalina (10.15)", "Mac"), "macos", "macOS", "10.15"),
    (
        "Microsoft Windows Server 2019 Datacenter 10.0.17763 64-bit N/A Build 17763",
        ("Windows Server 2019", "Windows", None, "10.0.17763.4010"),
        "windows",
        "Windows Server",
        "2019",
    ),
    ("Windows 2012 R2 Standard", ("Windows Server 2012 R2", "Windows"), "windows", "Windows Server", "2012 R2"),
    (
        "Microsoft Windows 10 Pro 10.0.19045 64-bit N/A Build 19045",
        ("Windows 10", "Windows", "19045"),
        "windows",
        "Windows",
        "10",
    ),
    (
        "Microsoft Windows 10 Pro 10.0.22621 64-bit N/A Build 22621",  # what 11's registry says
        ("Windows 11", "Windows", "22621"),
        "windows",
        "Windows",
        "11",
    ),
    ("Windows 8.1 Enterprise", ("Windows 8.1", "Windows"), "windows", "Windows", "8.1"),
]


@pytest.mark.parametrize(("qualys", "crowdstrike", "family", "name", "version"), SAME)
def test_vendors_words_for_one_system_agree(
    qualys: str, crowdstrike: tuple[str, ...], family: str, name: str, version: str
) -> None:
    """Family, name and version are the same from both; what each said is kept."""
    left, right = read_system(qualys), read_system(*crowdstrike)

    assert (left.family, left.name, left.version) == (family, name, version)
    assert (right.family, right.name, right.version) == (family, name, version)
    assert (left.said, right.said) == (qualys, crowdstrike[0])


@pytest.mark.parametrize(
    ("said", "edition", "build"),
    [
        ("Microsoft Windows Server 2019 Datacenter 10.0.17763 64-bit N/A Build 17763", "Datacenter", "17763"),
        ("Windows Server 2008 R2 Enterprise 64 bit Edition Service Pack 1", "Enterprise", None),
        ("Microsoft\u00ae Windows 10 Professional 10.0.19044", "Pro", "19044"),
        ("macOS 13.4 (22F66)", None, "22F66"),
        ("VMware ESXi 6.7.0 build-16075168", None, "16075168"),
        ("Ubuntu Linux 20.04.6", None, None),
    ],
)
def test_edition_and_build_are_told_apart(said: str, edition: str | None, build: str | None) -> None:
    """They are no part of name and version."""
    system = read_system(said)

    assert (system.edition, system.build) == (edition, build)


@pytest.mark.parametrize(
    ("build", "version"), [("17763", "2019"), ("20348", "2022"), ("9600", "2012 R2"), ("99999", None), (None, None)]
)
def test_a_servers_build_tells_its_release(build: str | None, version: str | None) -> None:
    """Where the words name none."""
    assert read_system("Windows Server", "Windows", build).version == version


def test_what_macos_11_says_to_old_programs_is_11() -> None:
    """10.16 was never released."""
    assert read_system("macOS 10.16", "Mac").version == "11"


@pytest.mark.parametrize(
    ("said", "family"),
    [
        ("Windows 2016/2019/10", "windows"),
        ("Windows Vista / Windows 2008 / Windows 7", "windows"),
        ("Ubuntu / Tiny Core Linux / Linux 2.6.x", "linux"),
        ("Linux 2.4-2.6 / Embedded Device / F5 Networks Big-IP", "linux"),
        ("Windows 10 / Linux 3.x", "unknown"),
    ],
)
def test_a_guess_between_several_names_none(said: str, family: str) -> None:
    """A scanner that isn't sure lists what it may be: the family is known if they share it, the rest isn't."""
    system = read_system(said)

    assert (system.family, system.name, system.version, system.said) == (family, None, None, said)


@pytest.mark.parametrize(
    ("said", "platform", "family", "name", "version"),
    [
        ("EulerOS 2.0 (SP8)", "Linux", "linux", "EulerOS", "2.0"),
        ("EulerOS 2.0 (SP8)", None, "unknown", "EulerOS", "2.0"),
        ("Some Linux 4.2.1", None, "linux", "Some Linux", "4.2"),
        ("F5 Networks Big-IP", None, "unknown", "F5 Networks Big-IP", None),
        ("IBM AIX 7.2", None, "other", "AIX", "7.2"),
        ("Windows 64-bit", None, "windows", "Windows", None),
        (None, "Linux", "linux", None, None),
        (None, "Mac", "macos", None, None),
        ("", "Toaster", "unknown", None, None),
        (None, None, "unknown", None, None),
    ],
)
def test_words_that_arent_known_are_kept(
    said: str | None, platform: str | None, family: str, name: str | None, version: str | None
) -> None:
    """A new system has its words as its name, and the family that the agent says."""
    system = read_system(said, platform)

    assert (system.family, system.name, system.version) == (family, name, version)


@pytest.mark.parametrize("product", PRODUCTS, ids=lambda product: product.begins)
def test_every_product_is_read(product: tuple[str, str, str, int]) -> None:
    """No line of the table is hidden by another one."""
    begins, name, family, _ = product
    system = read_system(begins)

    assert (system.name, system.family) == (name, family)


@pytest.mark.parametrize(("name", "version"), MAC_RELEASES.items())
def test_every_release_of_macos_is_read(name: str, version: str) -> None:
    """By its name alone."""
    assert read_system(name.title(), "Mac").version == version


@given(st.text() | st.text(alphabet="Windows Server R2019.0/() Linux"), st.none() | st.text(), st.none() | st.text())
def test_any_words_name_a_system(said: str, platform: str | None, build: str | None) -> None:
    """Nothing that a vendor says stops it, and the same words always name the same."""
    assert read_system(said, platform, build) == read_system(said, platform, build)
