"""hosts.normalized → hosts.merged: decides which records are the same machine, and keeps the inventory."""
