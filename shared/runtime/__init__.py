"""What runs a service's Processor: the loop around `handle`, its retries, its dead letters and its end."""
