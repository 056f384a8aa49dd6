"""What vendors call operating systems, as data: a line added here is all that a new one needs."""

from typing import NamedTuple

from shared.contracts.parts import Family


class Product(NamedTuple):
    """An operating system.

    Attributes:
        begins: how a vendor's words for it begin, lower case
        name: the name we give it
        family: its family
        parts: how many numbers of its version name a release; the others are patches, that only some vendors tell

    """

    begins: str
    name: str
    family: Family
    parts: int


PRODUCTS = (
    Product("microsoft windows server", "Windows Server", "windows", 1),
    Product("microsoft windows storage server", "Windows Server", "windows", 1),
    Product("microsoft hyper-v server", "Windows Server", "windows", 1),
    Product("microsoft windows", "Windows", "windows", 1),
    Product("hyper-v server", "Windows Server", "windows", 1),
    Product("windows storage server", "Windows Server", "windows", 1),
    Product("windows server", "Windows Server", "windows", 1),
    Product("windows", "Windows", "windows", 1),
    Product("alibaba cloud linux", "Alibaba Cloud Linux", "linux", 1),
    Product("almalinux", "AlmaLinux", "linux", 2),
    Product("alma linux", "AlmaLinux", "linux", 2),
    Product("alpine", "Alpine Linux", "linux", 2),
    Product("amazon linux ami", "Amazon Linux", "linux", 2),
    Product("amazon linux", "Amazon Linux", "linux", 1),
    Product("arch linux", "Arch Linux", "linux", 0),
    Product("azure linux", "Azure Linux", "linux", 1),
    Product("bottlerocket", "Bottlerocket", "linux", 2),
    Product("cbl-mariner", "Azure Linux", "linux", 1),
    Product("centos stream", "CentOS Stream", "linux", 1),
    Product("centos", "CentOS", "linux", 2),
    Product("container-optimized os", "Container-Optimized OS", "linux", 1),
    Product("debian", "Debian", "linux", 1),
    Product("elementary os", "elementary OS", "linux", 1),
    Product("fedora", "Fedora", "linux", 1),
    Product("flatcar", "Flatcar", "linux", 1),
    Product("gentoo", "Gentoo", "linux", 0),
    Product("kali", "Kali Linux", "linux", 2),
    Product("linux mint", "Linux Mint", "linux", 1),
    Product("opensuse leap", "openSUSE Leap", "linux", 2),
    Product("opensuse tumbleweed", "openSUSE Tumbleweed", "linux", 0),
    Product("opensuse", "openSUSE", "linux", 2),
    Product("oracle enterprise linux", "Oracle Linux", "linux", 2),
    Product("oracle linux", "Oracle Linux", "linux", 2),
    Product("photon", "Photon OS", "linux", 1),
    Product("red hat enterprise linux", "Red Hat Enterprise Linux", "linux", 2),
    Product("redhat enterprise linux", "Red Hat Enterprise Linux", "linux", 2),
    Product("rhel", "Red Hat Enterprise Linux", "linux", 2),
    Product("rocky", "Rocky Linux", "linux", 2),
    Product("scientific linux", "Scientific Linux", "linux", 2),
    Product("sled", "SUSE Linux Enterprise Desktop", "linux", 2),
    Product("sles", "SUSE Linux Enterprise Server", "linux", 2),
    Product("suse linux enterprise desktop", "SUSE Linux Enterprise Desktop", "linux", 2),
    Product("suse linux enterprise", "SUSE Linux Enterprise Server", "linux", 2),
    Product("suse", "SUSE Linux Enterprise Server", "linux", 2),
    Product("red hat", "Red Hat Enterprise Linux", "linux", 2),
    Product("redhat", "Red Hat Enterprise Linux", "linux", 2),
    Product("ubuntu", "Ubuntu", "linux", 2),
    Product("apple mac os x", "macOS", "macos", 1),
    Product("apple macos", "macOS", "macos", 1),
    Product("mac os x", "macOS", "macos", 1),
    Product("macos", "macOS", "macos", 1),
    Product("mac os", "macOS", "macos", 1),
    Product("os x", "macOS", "macos", 1),
    Product("android", "Android", "other", 1),
    Product("chrome os", "ChromeOS", "other", 1),
    Product("chromeos", "ChromeOS", "other", 1),
    Product("cisco ios", "Cisco IOS", "other", 2),
    Product("cisco ios xe", "Cisco IOS XE", "other", 2),
    Product("cisco ios-xe", "Cisco IOS XE", "other", 2),
    Product("cisco ios xr", "Cisco IOS XR", "other", 2),
    Product("cisco nx-os", "Cisco NX-OS", "other", 2),
    Product("fortios", "FortiOS", "other", 2),
    Product("freebsd", "FreeBSD", "other", 2),
    Product("hp-ux", "HP-UX", "other", 2),
    Product("ibm aix", "AIX", "other", 2),
    Product("aix", "AIX", "other", 2),
    Product("ios", "iOS", "other", 1),
    Product("ipados", "iPadOS", "other", 1),
    Product("juniper junos", "Junos OS", "other", 2),
    Product("junos", "Junos OS", "other", 2),
    Product("netbsd", "NetBSD", "other", 2),
    Product("openbsd", "OpenBSD", "other", 2),
    Product("palo alto networks pan-os", "PAN-OS", "other", 2),
    Product("pan-os", "PAN-OS", "other", 2),
    Product("oracle solaris", "Solaris", "other", 2),
    Product("solaris", "Solaris", "other", 2),
    Product("sunos", "Solaris", "other", 2),
    Product("vmware esxi", "VMware ESXi", "other", 2),
    Product("vmware esx", "VMware ESX", "other", 2),
    Product("esxi", "VMware ESXi", "other", 2),
    Product("vmware photon", "Photon OS", "linux", 1),
)

# A vendor's word for the platform, lower case → family.
PLATFORMS: dict[str, Family] = {
    "windows": "windows",
    "linux": "linux",
    "mac": "macos",
    "macos": "macos",
    "macosx": "macos",
    "mac os x": "macos",
    "android": "other",
    "aix": "other",
    "bsd": "other",
    "freebsd": "other",
    "ios": "other",
    "solaris": "other",
}

# Names of macOS' releases → version. One vendor says `Ventura (13)`, another `macOS 13.4`.
MAC_RELEASES = {
    "yosemite": "10.10",
    "el capitan": "10.11",
    "high sierra": "10.13",
    "sierra": "10.12",
    "mojave": "10.14",
    "catalina": "10.15",
    "big sur": "11",
    "monterey": "12",
    "ventura": "13",
    "sonoma": "14",
    "sequoia": "15",
    "tahoe": "26",
}

EDITIONS = (
    "Datacenter",
    "Standard",
    "Essentials",
    "Foundation",
    "Enterprise",
    "Education",
    "Professional",
    "Ultimate",
    "Pro",
    "Home",
)

# Windows' builds → release (learn.microsoft.com/windows/release-health), for words that name none.
SERVER_BUILDS = {"7601": "2008 R2", "9200": "2012", "9600": "2012 R2", "14393": "2016", "17763": "2019",
                 "20348": "2022", "26100": "2025"}  # fmt: skip
FIRST_WINDOWS_11 = 22000  # its registry goes on to say Windows 10
