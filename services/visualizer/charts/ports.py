"""Which ports are open? The ports that most hosts have open."""

from services.visualizer.charts.bars import Row, bars
from services.visualizer.charts.drawing import Block, note, notice
from services.visualizer.core.wording import amount, counted
from services.visualizer.summary import Summary

SERVICES = {  # what listens there by custom (IANA's register); anything may
    "20/tcp": "ftp-data",
    "21/tcp": "ftp",
    "22/tcp": "ssh",
    "23/tcp": "telnet",
    "25/tcp": "smtp",
    "53/tcp": "domain",
    "53/udp": "domain",
    "67/udp": "dhcp",
    "80/tcp": "http",
    "88/tcp": "kerberos",
    "110/tcp": "pop3",
    "111/tcp": "rpcbind",
    "123/udp": "ntp",
    "135/tcp": "msrpc",
    "137/udp": "netbios-ns",
    "139/tcp": "netbios-ssn",
    "143/tcp": "imap",
    "161/udp": "snmp",
    "389/tcp": "ldap",
    "443/tcp": "https",
    "445/tcp": "smb",
    "587/tcp": "submission",
    "636/tcp": "ldaps",
    "993/tcp": "imaps",
    "1433/tcp": "mssql",
    "1521/tcp": "oracle",
    "3306/tcp": "mysql",
    "3389/tcp": "rdp",
    "5432/tcp": "postgresql",
    "5672/tcp": "amqp",
    "5985/tcp": "winrm",
    "6379/tcp": "redis",
    "8080/tcp": "http-alt",
    "9092/tcp": "kafka",
}


def open_ports(summary: Summary) -> list[Block]:
    """Return a bar for each port, out of the hosts of which open ports are known."""
    found = summary.ports
    if not found.hosts:
        return [notice("no open port is known")]
    rows = [Row(_name(one.name), one.hosts, "blue", amount(one.hosts, found.hosts)) for one in found.top]
    more = found.kinds - len(found.top)
    shares = f"Shares are of {counted(found.hosts, 'host')} of which open ports are known"
    return [bars(rows), note(f"{shares}; {counted(more, 'other port')} on fewer hosts." if more else f"{shares}.")]


def _name(port: str) -> str:
    return f"{port} {SERVICES.get(port, '')}".rstrip()
