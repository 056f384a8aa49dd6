"""How much of a host is kept. A vendor's payload is hostile input: each limit is far above anything real."""

MAX_TEXT = 1_000  # characters of a text
MAX_NAME = 253  # characters of a DNS name (RFC 1035, 2.3.4)
MAX_INTERFACES = 64
MAX_ADDRESSES = 64  # of one interface
MAX_LIST = 1_000  # tags, groups, accounts, ports, volumes
MAX_SOFTWARE = 10_000
