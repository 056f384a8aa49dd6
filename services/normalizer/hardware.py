"""What kind of machine it is."""

from functools import lru_cache

from shared.contracts.parts import DeviceType

_VIRTUAL = ("xen", "vmware", "qemu", "kvm", "virtualbox", "innotek", "google compute", "amazon ec2", "virtual machine",
            "hvm domu", "openstack", "nutanix", "parallels", "bochs", "ovirt", "rhev", "bhyve", "droplet",
            "alibaba cloud", "tencent cloud")  # fmt: skip
# Numbers and names of chassis: SMBIOS 3.7, 7.4.1
_CHASSIS: dict[DeviceType, set[str]] = {
    "laptop": {"8", "9", "10", "14", "30", "31", "32", "laptop", "notebook", "portable", "sub notebook", "convertible",
               "detachable", "tablet"},
    "desktop": {"3", "4", "5", "6", "7", "13", "15", "16", "24", "35", "36", "desktop", "low profile desktop",
                "pizza box", "mini tower", "tower", "all in one", "space-saving", "lunch box", "sealed-case pc",
                "mini pc", "stick pc"},
    "server": {"17", "23", "25", "28", "29", "main server chassis", "rack mount chassis", "multi-system chassis",
               "blade", "blade enclosure"},
}  # fmt: skip
_LAPTOP_MODELS = ("macbook", "thinkpad", "latitude", "elitebook", "probook", "surface laptop", "surface pro",
                  "surface book", "zbook", "xps 13")  # fmt: skip


@lru_cache(4096)  # a fleet has few models
def device_type(
    said: str | None, maker: str | None, model: str | None, chassis: tuple[str | None, ...] = ()
) -> DeviceType:
    """Return what kind of device it is: what the vendor says, then the maker and model, then the chassis.

    A virtual server is a server. A person's workstation is a laptop if chassis or model say so.
    """
    machine = f"{maker or ''} {model or ''}".lower()
    said, boxes = (said or "").lower(), {(one or "").lower() for one in chassis}
    box = next((kind for kind, words in _CHASSIS.items() if boxes & words), None)
    if "server" in said or "domain controller" in said:
        return "server"
    if any(word in machine for word in _VIRTUAL):
        return "virtual"
    if box == "laptop" or any(word in machine for word in _LAPTOP_MODELS):
        return "laptop"
    return box or ("desktop" if "workstation" in said or "desktop" in said else "unknown")
