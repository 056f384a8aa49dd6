"""Values that identify nothing, each with its reason. Data, not rules: a line added here is a new rules version.

Those of firmware and of clouds, which the normalizer doesn't show either, are in `shared/placeholders.py`.
"""

HOSTNAMES = {
    "localhost": "every machine's name for itself",
    "localhost6": "every machine's name for itself",
    "ip6-localhost": "every machine's name for itself",
    "none": "a missing value written as text",
    "null": "a missing value written as text",
    "nil": "a missing value written as text",
    "unknown": "a missing value written as text",
    "undefined": "a missing value written as text",
    "n": "what is left of `n/a`",
    "na": "a missing value written as text",
    "host": "a placeholder",
    "hostname": "a placeholder",
    "computer": "a placeholder",
    "default": "a placeholder",
    "workgroup": "Windows' default domain, not a host",
    "amnesiac": "macOS before it is given a name",
    "minint": "Windows' installer",
    "localhost4": "every machine's name for itself",
    "ip6-loopback": "every machine's name for itself",
    "(none)": "Linux before it is given a name",
    "bogon": "what a Mac is called where the network's DNS has no name for it",
    "localhost-live": "Fedora's live system",
    "invalid": "a missing value written as text",
}

# Names that makers and installers give, also with a number behind them (`macbook-pro-2`). They tell machines apart
# together with a MAC, but not with a private address: homes have the same of both.
GIVEN_NAMES = {
    "macbook": "Apple's, for want of an owner's name",
    "macbook-pro": "Apple's, for want of an owner's name",
    "macbook-air": "Apple's, for want of an owner's name",
    "mac": "Apple's, for want of an owner's name",
    "mac-mini": "Apple's, for want of an owner's name",
    "mac-pro": "Apple's, for want of an owner's name",
    "mac-studio": "Apple's, for want of an owner's name",
    "imac": "Apple's, for want of an owner's name",
    "raspberrypi": "Raspberry Pi OS', for every board",
    "ubuntu": "its installer's",
    "ubuntu-server": "its installer's",
    "debian": "its installer's",
    "fedora": "its installer's",
    "kali": "its installer's",
    "archlinux": "its guide's",
}

MAC_PREFIXES = {
    "02:42:": "docker gives it to bridges and containers, counted from the address",
    "00:00:00:": "unset, or a driver without an address of its own",
    "00:50:56:c0:00:": "VMware's own adapters on every computer that runs its desktop product",
    "0a:00:27:00:00:": "VirtualBox's host-only adapter",
    "02:00:4c:4f:4f:50": "Microsoft's loopback adapter",
    "02:00:00:00:00:00": "a phone that hides its address",
    "20:41:53:59:4e:ff": "Windows' asynchronous dial-up adapter",
    "50:50:54:50:30:30": "Windows' PPTP adapter",
    "33:50:6f:45:30:30": "Windows' PPPoE adapter",
    "00:05:9a:3c:7a:00": "Cisco's VPN adapter, the same on each computer",
    "00:05:9a:3c:78:00": "Cisco's VPN adapter, the same on each computer",
    "02:50:41:00:00:01": "Palo Alto's VPN adapter, the same on each computer",
    "00:09:0f:fe:00:01": "Fortinet's VPN adapter, the same on each computer",
    "00:09:0f:aa:00:01": "Fortinet's VPN adapter, the same on each computer",
    "00:1c:42:00:00:": "Parallels' own adapters on every computer that runs it",
    "ac:de:48:00:11:22": "the bridge to Apple's T2 chip, the same in each computer",
    "02:05:85:7f:eb:80": "Juniper's VPN adapter, the same on each computer",
    "00:11:22:33:44:55": "counted up by whoever configured it",
    "12:34:56:78:9a:bc": "counted up by whoever configured it; also Azure's gateway",
    "aa:bb:cc:dd:ee:ff": "counted up by whoever configured it",
    "de:ad:be:ef:00:00": "a placeholder (dead beef)",
}

ADDRESSES = {
    "10.0.2.15": "VirtualBox gives it to every guest behind its NAT",
    "192.168.122.1": "libvirt's bridge, the same on each hypervisor",
    "192.168.56.1": "VirtualBox's host-only network, the same on each computer",
    "192.168.64.1": "macOS' own hypervisor, the same on each computer",
    "192.168.65.3": "Docker Desktop's virtual machine, the same on each computer",
    "192.168.137.1": "Windows, when it shares its connection",
    "192.168.33.10": "the example in Vagrant's template",
    "172.20.10.2": "the first guest of any iPhone's hotspot",
    "10.211.55.2": "Parallels' network, the same on each computer",
    "10.37.129.2": "Parallels' host-only network, the same on each computer",
}

INTERFACE_NAMES = {
    "lo": "loopback",
    "docker": "docker's bridge",
    "br-": "docker's bridges",
    "veth": "a container's end",
    "virbr": "libvirt's bridge",
    "cni": "a pod network's bridge",
    "cali": "a pod's end",
    "flannel": "a pod network",
    "vmnet": "VMware's own network",
    "vboxnet": "VirtualBox's own network",
    "podman": "podman's bridge",
    "lxc": "a container's end",
    "lxdbr": "LXD's bridge",
    "cilium": "a pod network",
    "weave": "a pod network",
    "kube-": "Kubernetes' services, the same on each node",
    "vethernet (default switch)": "Hyper-V's own network on Windows; its other switches may be the machine's own",
    "vethernet (wsl": "Windows' Linux subsystem",
    "vmware network adapter": "VMware's own network on Windows",
    "virtualbox host-only": "VirtualBox's own network on Windows",
    "npcap loopback": "a packet filter's loopback",
    "loopback pseudo-interface": "Windows' loopback",
}

# Words at the end of a maker's name that one vendor writes and another leaves out.
LEGAL_FORMS = frozenset(
    (
        *("ag", "bv", "co", "company", "corp", "corporation", "gmbh", "group", "inc", "incorporated", "international"),
        *("kk", "limited", "llc", "ltd", "plc", "sa"),
        *("computer", "computers", "electronics", "systems", "technologies", "technology"),
    )
)

# What is left of a maker's name, where it has several.
MAKERS = {
    "dellemc": "dell",
    "hewlettpackard": "hp",
    "hewlettpackardenterprise": "hp",
    "hpe": "hp",
    "ibmlenovo": "lenovo",
    "intelr": "intel",
    "asustek": "asus",
    "microstar": "msi",
    "fujitsusiemens": "fujitsu",
    "fujitsuclientcomputing": "fujitsu",
}

# Words of a virtual machine's maker or model that mean: its serial may be its hypervisor's, shared by all the guests.
SERIAL_OF_HYPERVISOR = {
    "openstack": "Nova gave guests the serial of their host before its release Stein, and still can",
}
