"""What a host can be found by."""

from shared.contracts.host import Host

LONGEST_TAG = 256  # characters; a tag may have megabytes


def terms_of(host: Host) -> frozenset[str]:
    """Return, in lower case, the host's ids and former ids, those of its records, names, serial, addresses and MACs.

    A tag is there as `tag:its name`, so that no host goes by the mere name of a tag.
    """
    said = [host.id, *host.aliases, host.hostname, host.fqdn, host.cloud.instance_id, host.hardware.serial]
    for record in host.records:
        said += record.id, record.vendor_id, record.scanner_id
    for interface in host.interfaces:
        said += interface.value.mac, *interface.value.ips
    said += [one.value for one in (*host.names, *host.external_ips)]
    said += [f"tag:{tag.value[:LONGEST_TAG]}" for tag in host.tags]
    return frozenset([term.lower() for term in said if term])
