"""How much of a host is kept. A vendor's payload is hostile input: each limit is far above anything real."""

MAX_TEXT = 1_000  # characters of a text
MAX_NAME = 253  # characters of a DNS name (RFC 1035, 2.3.4)
MAX_WHOLE = 2**53 - 1  # of a number: JavaScript, and whatever reads numbers as doubles, would misread a greater one
MAX_ID = 2**63 - 1  # of a host's id, which travels as text: a signed 64-bit integer, as vendors' databases have it
MAX_INTERFACES = 256  # a Kubernetes node has one for each of its pods, 110 by default
MAX_ADDRESSES = 64  # of one interface
MAX_LIST = 1_000  # tags, groups, accounts, ports, volumes, names
MAX_SOFTWARE = 10_000
MAX_PROGRAM = 200  # characters of a program's name, maker or version; the longest names that are real have some 100
