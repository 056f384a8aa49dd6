"""What kind of machine it is."""

from shared.contracts.parts import DeviceType

_VIRTUAL = ("xen", "vmware", "qemu", "kvm", "virtualbox", "innotek", "google compute", "amazon ec2", "virtual machine",
            "hvm domu", "openstack", "nutanix", "parallels", "bochs", "ovirt", "google")  # fmt: skip
_LAPTOPS = {"8", "9", "10", "14", "31", "32", "laptop", "notebook", "portable", "sub notebook", "convertible",
            "detachable"}  # fmt: skip # SMBIOS 3.7, 7.4.1
_LAPTOP_MODELS = ("macbook", "thinkpad", "latitude", "elitebook", "probook", "surface laptop", "zbook", "xps 13")


def device_type(said: str | None, chassis: str | None, maker: str | None, model: str | None) -> DeviceType:
    """Return what kind of device it is from what the vendor says, the chassis and the maker."""
    machine = f"{maker or ''} {model or ''}".lower()
    said, chassis = (said or "").lower(), (chassis or "").lower()
    if any(word in machine for word in _VIRTUAL) and "server" not in said:
        return "virtual"
    if chassis in _LAPTOPS or any(word in machine for word in _LAPTOP_MODELS):
        return "laptop"
    if "server" in said or "domain controller" in said:
        return "server"
    return "desktop" if "workstation" in said or "desktop" in said else "unknown"
