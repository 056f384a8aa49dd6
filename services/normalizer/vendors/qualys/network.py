"""A host's interfaces and addresses, which Qualys lists an address at a time, in any order, and in four places."""

from collections.abc import Iterable

from services.normalizer.addresses import clean_ip, clean_mac, interface
from services.normalizer.vendors.qualys.payload import AgentInfo, AssetSource, HostAsset
from shared.contracts.parts import Interface
from shared.networks import is_public


def interfaces(asset: HostAsset, source: AssetSource, agent: AgentInfo) -> Iterable[Interface]:
    """Give what is said of interfaces; a public address without a MAC is no interface's but the network's."""
    listed = [
        interface(one.macAddress, [one.address], one.interfaceName, one.gatewayAddress, one.hostname)
        for one in asset.networkInterface
    ]
    yield from (one for one in listed if one.mac or not any(map(is_public, one.ips)))
    known = {ip for one in listed for ip in one.ips}
    if clean_mac(source.macAddress):
        yield interface(source.macAddress, [source.privateIpAddress])
        known.add(clean_ip(source.privateIpAddress) or "")
    for text in (asset.address, source.privateIpAddress, agent.localIpv4, agent.localIpv6):
        ip = clean_ip(text)
        if ip and ip not in known and not is_public(ip):
            known.add(ip)
            yield interface(None, [ip])


def external_ips(asset: HostAsset, source: AssetSource, agent: AgentInfo) -> Iterable[str]:
    """Give the public addresses that the host is seen from."""
    bare = [one.address for one in asset.networkInterface if not clean_mac(one.macAddress)]
    said = (*bare, source.publicIpAddress, agent.connectedFrom, asset.address)
    return (ip for text in said if (ip := clean_ip(text)) and is_public(ip))
