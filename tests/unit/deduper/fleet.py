"""A small fleet as the field has it: each machine's records, where a matcher is tempted to join or to part them.

`MACHINES` names each machine's records; the partition that they form is the one that has to come out.
"""

from datetime import UTC, datetime
from typing import Any

from shared.contracts.parts import Cloud, Hardware, Interface
from shared.contracts.record import HostRecord
from shared.smbios import canonical_uuid

SEEN = datetime(2026, 1, 31, tzinfo=UTC)


def nic(mac: str | None, *ips: str, name: str | None = None, gateway: str | None = None) -> Interface:
    """Return an interface."""
    return Interface(mac=mac, ips=ips, name=name, gateway=gateway)


def qualys(vendor_id: str, *nics: Interface, **said: Any) -> HostRecord:
    """Return a record as Qualys' hosts come: all interfaces, no serial."""
    return _record("qualys", vendor_id, nics, said)


def falcon(vendor_id: str, *nics: Interface, maker: str = "", serial: str = "", **said: Any) -> HostRecord:
    """Return a record as CrowdStrike's come: one interface, a serial that may hide the SMBIOS UUID."""
    hardware = Hardware(
        maker=maker or None, serial=serial or None, uuid=canonical_uuid(serial), model=said.pop("model", None)
    )
    return _record("crowdstrike", vendor_id, nics, {"hardware": hardware, **said})


def aws(instance: str, account: str = "111122223333") -> Cloud:
    """Return an EC2 instance."""
    return Cloud(provider="aws", account=account, instance_id=instance)


def _record(vendor: str, vendor_id: str, nics: tuple[Interface, ...], said: dict[str, Any]) -> HostRecord:
    return HostRecord(vendor=vendor, vendor_id=vendor_id, observed_at=SEEN, last_seen=SEEN, interfaces=nics, **said)


EC2_MAC, VPN_MAC, DOCKER_MAC = "0a:11:22:33:44:01", "00:05:9a:3c:7a:00", "02:42:ac:11:00:02"
HOME, OTHER_HOME, OFFICE = "192.168.1.5", "192.168.1.6", "10.20.0.7"
_EC2_UUID = "ec26e6cb-2f47-bf3a-0000-0123456789ab"
_VM_SERIAL, _VM_UUID = "VMware-42 01 a6 e3 7d 2b 78 d4-3d a7 00 11 22 33 44 55", "e3a60142-2b7d-d478-3da7-001122334455"
_NOVA = {"maker": "OpenStack Foundation", "model": "OpenStack Nova", "serial": "11112222-3333-4444-5555-666677778888"}
_CLONED = {"maker": "VMware, Inc.", "serial": "VMware-42 01 c0 11 7d 2b 78 d4-3d a7 00 11 22 33 44 66"}
_AGAIN = {"maker": "VMware, Inc.", "serial": "VMware-42 01 c0 12 7d 2b 78 d4-3d a7 00 11 22 33 44 77"}

MACHINES: dict[str, tuple[HostRecord, ...]] = {
    "EC2: the instance id matches, the serial is the SMBIOS UUID, the name repeats the address": (
        qualys("1", nic(EC2_MAC, "172.31.5.9", name="eth0"), hostname="ip-172-31-5-9", cloud=aws("i-0a1")),
        falcon(
            "f1",
            nic(EC2_MAC, "172.31.5.9"),
            hostname="ip-172-31-5-9",
            cloud=aws("i-0a1"),
            maker="Xen",
            serial=_EC2_UUID,
        ),
    ),
    "the same name and address in another account's default network": (
        qualys(
            "2", nic("0a:11:22:33:44:02", "172.31.5.9"), hostname="ip-172-31-5-9", cloud=aws("i-0b2", "444455556666")
        ),
    ),
    "the same name and address, known to an agent that can't reach its cloud's metadata": (
        falcon("f3", nic("0a:11:22:33:44:03", "172.31.5.9"), hostname="ip-172-31-5-9"),
    ),
    "a Windows instance that kept the name of its image": (
        qualys("4", nic("0a:11:22:33:44:04", "172.31.7.4"), hostname="ec2amaz-abc1234", cloud=aws("i-0c4")),
        falcon("f4", nic("0a:11:22:33:44:04", "172.31.7.4"), hostname="ec2amaz-abc1234", cloud=aws("i-0c4")),
    ),
    "its clone, in another network with the same addresses": (
        qualys("5", nic("0a:11:22:33:44:05", "172.31.7.4"), hostname="ec2amaz-abc1234", cloud=aws("i-0c5")),
        falcon("f5", nic("0a:11:22:33:44:05", "172.31.7.4"), hostname="ec2amaz-abc1234", cloud=aws("i-0c5")),
    ),
    "a Mac at home: its serial is known to one vendor alone, and again after the agent was installed anew": (
        qualys("6", nic("3c:22:fb:00:00:06", HOME), hostname="macbook-pro"),
        falcon("f6", nic("3c:22:fb:00:00:06", HOME), hostname="macbook-pro", maker="Apple Inc.", serial="C02F60U4Q05N"),
        falcon("f6b", nic(None, "10.0.0.8"), hostname="macbook-pro", maker="Apple Inc.", serial="C02F60U4Q05N"),
    ),
    "another home's Mac, without the scanner": (
        falcon(
            "f7",
            nic("3c:22:fb:00:00:07", OTHER_HOME),
            hostname="macbook-pro",
            maker="Apple Inc.",
            serial="C02G71V5R16P",
        ),
    ),
    "a third home's, of the same name and address, which the scanner alone knows": (
        qualys("8", nic("3c:22:fb:00:00:08", OTHER_HOME), hostname="macbook-pro"),
    ),
    "a laptop whose maker's name the vendors write differently, on a VPN": (
        qualys(
            "9",
            nic("54:e1:ad:00:00:09", OFFICE),
            nic(VPN_MAC, "10.99.0.2"),
            hostname="lap-9",
            hardware=Hardware(maker="Micro-Star International Co., Ltd.", serial="K2108N0099"),
        ),
        falcon("f9", nic(VPN_MAC, "10.99.0.2"), hostname="lap-9", maker="MSI", serial="k2108n0099"),
    ),
    "another one behind the same VPN, which gave it the address next": (
        falcon("f10", nic(VPN_MAC, "10.99.0.2"), hostname="lap-10", maker="LENOVO", serial="PF0010AA"),
        qualys("10", nic("54:e1:ad:00:00:10", "10.20.0.8"), nic(VPN_MAC, "10.99.0.2"), hostname="lap-10"),
        qualys(
            "10b", nic(VPN_MAC, "10.99.0.2"), hostname="lap-10", hardware=Hardware(maker="Lenovo", serial="PF0010AA")
        ),
    ),
    "a docker host": (
        qualys(
            "11", nic("52:54:00:00:00:11", "10.1.0.11"), nic(DOCKER_MAC, "172.17.0.1", name="docker0"), hostname="build"
        ),
        falcon("f11", nic("52:54:00:00:00:11", "10.1.0.11"), hostname="build"),
    ),
    "a docker host of the same name elsewhere": (
        qualys(
            "12", nic("52:54:00:00:00:12", "10.2.0.11"), nic(DOCKER_MAC, "172.17.0.1", name="docker0"), hostname="build"
        ),
    ),
    "a VMware guest: one vendor has the UUID, the other a serial that hides it in the other byte order": (
        qualys("13", nic(None, "10.3.0.13"), hostname="db", hardware=Hardware(uuid=canonical_uuid(_VM_UUID))),
        falcon(
            "f13", nic("00:50:56:00:00:13", "10.4.0.13"), hostname="db-old", maker="VMware, Inc.", serial=_VM_SERIAL
        ),
    ),
    "a guest of OpenStack, whose serial is its hypervisor's": (
        falcon("f14", nic("fa:16:3e:00:00:14", "10.5.0.14"), hostname="app-14", **_NOVA),
        qualys("14", nic("fa:16:3e:00:00:14", "10.5.0.14"), hostname="app-14"),
    ),
    "another guest of that hypervisor": (
        falcon("f15", nic("fa:16:3e:00:00:15", "10.5.0.15"), hostname="app-15", **_NOVA),
    ),
    "a server that was renamed between two scans": (
        qualys("16", nic("ec:f4:bb:00:00:16", "10.6.0.16"), hostname="new-name"),
        falcon("f16", nic("ec:f4:bb:00:00:16", "10.6.0.16"), hostname="old-name"),
    ),
    "a cloned virtual machine: the MAC and the hypervisor's address are its original's, the name isn't": (
        qualys("17", nic("08:00:27:00:00:17", "10.0.2.15"), nic("08:00:27:00:00:99", "10.7.0.1"), hostname="clone-a"),
    ),
    "its original": (
        qualys("18", nic("08:00:27:00:00:17", "10.0.2.15"), nic("08:00:27:00:00:99", "10.7.0.1"), hostname="clone-b"),
    ),
    "one of three virtual machines that were cloned with their UUID": (
        falcon("f23", nic("00:50:56:00:00:23", "10.9.0.23"), hostname="vm-23", **_CLONED),
        qualys("23", nic("00:50:56:00:00:23", "10.9.0.23"), hostname="vm-23"),
    ),
    "the second": (falcon("f24", nic("00:50:56:00:00:24", "10.9.0.24"), hostname="vm-24", **_CLONED),),
    "the third": (falcon("f25", nic("00:50:56:00:00:25", "10.9.0.25"), hostname="vm-25", **_CLONED),),
    "a machine that was set up anew under another name": (
        falcon("f26", nic("00:50:56:00:00:26", "10.9.0.26"), hostname="before", **_AGAIN),
        falcon("f27", nic("00:50:56:00:00:26", "10.9.0.27"), hostname="after", **_AGAIN),
    ),
    "boards of a maker that fills nothing in: told apart by MAC and name": (
        qualys("19", nic("b8:27:eb:00:00:19", "10.8.0.19"), hostname="raspberrypi"),
        falcon(
            "f19",
            nic("b8:27:eb:00:00:19", "10.8.0.19"),
            hostname="raspberrypi",
            maker="To be filled",
            serial="Default string",
        ),
    ),
    "the next board, with the address of the first": (
        falcon(
            "f20",
            nic("b8:27:eb:00:00:20", "10.8.0.19"),
            hostname="raspberrypi",
            maker="To be filled",
            serial="Default string",
        ),
    ),
    "a scanner's guest list: nothing but a name": (qualys("21", hostname="build"),),
    "a connector's: nothing but the instance id, in another spelling": (
        qualys("22", cloud=Cloud(provider="AWS", account=" 111122223333 ", instance_id="I-0D22")),
        falcon("f22", nic("0a:11:22:33:44:22", "172.31.9.22"), hostname="ip-172-31-9-22", cloud=aws("i-0d22")),
    ),
}
