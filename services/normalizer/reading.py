"""Which revision of our reading of vendors this is: of one page, what a later revision reads counts.

Raise it whenever a reader makes another record of a host than before, and record what it makes then (`python -m
tests.payloads.readings`; a test asks for both). Then `rollcall replay` heals in place what the former one made, of
every page that is kept. It travels in a header and is no part of the record: a record that reads as before changes no
host.
"""

READING = 2
