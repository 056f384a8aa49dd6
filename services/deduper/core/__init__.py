"""Identity as pure functions: identifiers → usable keys → clusters → merged hosts, and why.

`clusters` is the rule, over all records at once; `incremental` gives the same answer for one batch of changes,
reading only what the change can reach. Nothing here does I/O.
"""
