"""What a host can be found by."""

from shared.contracts.host import Host

LONGEST_TAG = 256  # characters; a tag may have megabytes


def terms_of(host: Host) -> frozenset[str]:
    """Return, in lower case, the host's ids and former ids, record and vendor ids, names, serial, addresses and MACs.

    A tag is there as `tag:its name`, so that no host goes by the mere name of a tag.
    """
    names = (host.hostname, host.fqdn, host.cloud.instance_id, host.hardware.serial, *(one.value for one in host.names))
    interfaces = [one.value for one in host.interfaces]
    said = (
        host.id,
        *host.aliases,
        *(record.id for record in host.records),
        *(record.vendor_id for record in host.records),
        *names,
        *(interface.mac for interface in interfaces),
        *(ip for interface in interfaces for ip in interface.ips),
        *(ip.value for ip in host.external_ips),
        *(f"tag:{tag.value[:LONGEST_TAG]}" for tag in host.tags),
    )
    return frozenset(term.lower() for term in said if term)
