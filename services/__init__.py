"""The stream, as four services that meet only on topics.

fetcher    vendor APIs            → hosts.raw
normalizer hosts.raw              → hosts.normalized
deduper    hosts.normalized       → hosts.merged (and the inventory)
visualizer hosts.merged           → charts

Each is a pure core, a service that binds ports to it, and a three-line `__main__`.
Services never import each other; what they share is in `shared`.
"""
