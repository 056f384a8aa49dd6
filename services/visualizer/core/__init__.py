"""What the charts count: what of a host, kept how, and which numbers come of it. Pure."""
