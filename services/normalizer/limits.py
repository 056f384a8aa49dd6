"""How much of a host is kept. A vendor's payload is hostile input: each limit is far above anything real."""

MAX_TEXT = 1_000  # characters of a text
MAX_NAME = 253  # characters of a DNS name (RFC 1035, 2.3.4)
MAX_WHOLE = 2**63 - 1  # of a number: a signed 64-bit integer, the largest of the vendors' own databases
MAX_INTERFACES = 256  # a Kubernetes node has one for each of its pods, 110 by default
MAX_ADDRESSES = 64  # of one interface
MAX_LIST = 1_000  # tags, groups, accounts, ports, volumes, names
MAX_SOFTWARE = 10_000
MAX_PROGRAM = 200  # characters of a program's name, maker or version; the longest names that are real have some 100
