"""hosts.raw → hosts.normalized: every vendor's host in one schema, cleaned, with nothing of our own added."""
