"""vendor APIs → hosts.raw: asks page by page, keeps every page as it came."""
