"""hosts.merged → charts: what the hosts run, which are stale, who is missing from which vendor."""
