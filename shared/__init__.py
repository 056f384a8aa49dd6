"""What every service may use: contracts, ports, errors, adapters and the runtimes. Never imports a service."""
