"""What machines run and are made of, in each vendor's own words. Data."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class System:
    """An operating system.

    Attributes:
        qualys, crowdstrike: its name as each vendor says it
        platform: CrowdStrike's and the Qualys agent's word for its family
        version: CrowdStrike's major and minor version; of Linux and macOS these are the kernel's
        kernel: the kernel's release
        build: CrowdStrike's build, which it gives for macOS alone

    """

    qualys: str
    crowdstrike: str
    platform: str
    version: str
    kernel: str
    build: str | None = None


@dataclass(frozen=True, slots=True)
class Hardware:
    """What a machine is made of; CrowdStrike has no BIOS and no chassis for a Mac."""

    maker: str
    model: str
    bios_maker: str | None
    bios_version: str | None
    chassis: tuple[str, str]


_AMAZON_2 = System("Amazon Linux 2", "Amazon Linux 2", "Linux", "5.10", "5.10.130-118.517.amzn2.x86_64")
_AMAZON_2023 = System("Amazon Linux 2023", "Amazon Linux 2023", "Linux", "6.1", "6.1.79-99.164.amzn2023.x86_64")
_UBUNTU_20 = System("Ubuntu Linux 20.04.6", "Ubuntu 20.04", "Linux", "5.15", "5.15.0-1034-gcp")
_UBUNTU_22 = System("Ubuntu Linux 22.04.2", "Ubuntu 22.04", "Linux", "5.15", "5.15.0-1037-azure")
_DEBIAN = System("Debian Linux 12.5", "Debian GNU 12", "Linux", "6.1", "6.1.0-18-cloud-amd64")
_RHEL_8 = System("Red Hat Enterprise Linux 8.6", "RHEL 8.6", "Linux", "4.18", "4.18.0-372.9.1.el8.x86_64")
_RHEL_9 = System("Red Hat Enterprise Linux 9.2", "RHEL 9.2", "Linux", "5.14", "5.14.0-284.11.1.el9_2.x86_64")
_CENTOS = System("CentOS Linux 7.9.2009", "CentOS 7.9", "Linux", "3.10", "3.10.0-1160.el7.x86_64")
_SERVER_2016 = System("Microsoft Windows Server 2016 Standard 10.0.14393 64-bit N/A Build 14393",
                      "Windows Server 2016", "Windows", "10.0", "10.0.14393.6796")  # fmt: skip
_SERVER_2019 = System("Microsoft Windows Server 2019 Datacenter 10.0.17763 64-bit N/A Build 17763",
                      "Windows Server 2019", "Windows", "10.0", "10.0.17763.4010")  # fmt: skip
_SERVER_2022 = System("Microsoft Windows Server 2022 Datacenter 10.0.20348 64-bit N/A Build 20348",
                      "Windows Server 2022", "Windows", "10.0", "10.0.20348.2322")  # fmt: skip
_WINDOWS_10 = System("Microsoft Windows 10 Pro 10.0.19045 64-bit N/A Build 19045",
                     "Windows 10", "Windows", "10.0", "10.0.19045.4046")  # fmt: skip
_WINDOWS_11 = System("Microsoft Windows 11 Enterprise 10.0.22631 64-bit N/A Build 22631",
                     "Windows 11", "Windows", "10.0", "10.0.22631.3155")  # fmt: skip
_VENTURA = System("macOS 13.4", "Ventura (13)", "Mac", "22.5", "22.5.0", "22F66")
_SONOMA = System("macOS 14.3", "Sonoma (14)", "Mac", "23.3", "23.3.0", "23D56")

# The first is the commonest: a machine takes one by its own bits, evenly.
SYSTEMS: dict[str, tuple[System, ...]] = {
    "ec2-linux": (_AMAZON_2, _AMAZON_2, _AMAZON_2023, _UBUNTU_22),
    "ec2-windows": (_SERVER_2019, _SERVER_2022, _SERVER_2016),
    "gcp": (_DEBIAN, _UBUNTU_20),
    "azure": (_UBUNTU_22, _SERVER_2019),
    "vmware": (_RHEL_8, _RHEL_8, _RHEL_9, _SERVER_2016),
    "server": (_CENTOS, _RHEL_8, _SERVER_2016),
    "laptop": (_WINDOWS_10, _WINDOWS_11),
    "mac": (_VENTURA, _SONOMA),
}
_OTHER, _NOTEBOOK = ("1", "Other"), ("10", "Notebook")
HARDWARE: dict[str, Hardware] = {
    "ec2-linux": Hardware("Xen", "HVM domU", "Xen", "4.11.amazon", _OTHER),
    "ec2-windows": Hardware("Amazon EC2", "t3.large", "Amazon EC2", "1.0", _OTHER),
    "gcp": Hardware("Google", "Google Compute Engine", "Google", "Google", _OTHER),
    "azure": Hardware("Microsoft Corporation", "Virtual Machine", "American Megatrends Inc.", "090008",
                      ("3", "Desktop")),
    "vmware": Hardware("VMware, Inc.", "VMware Virtual Platform", "Phoenix Technologies LTD", "6.00", _OTHER),
    "server": Hardware("Dell Inc.", "PowerEdge R640", "Dell Inc.", "2.12.2", ("23", "Rack Mount Chassis")),
    "laptop": Hardware("LENOVO", "ThinkPad T14", "LENOVO", "N2XET38W", _NOTEBOOK),
    "mac": Hardware("Apple Inc.", "MacBookPro17,1", None, None, ("0", "Invalid Chassis Type")),
}  # fmt: skip
