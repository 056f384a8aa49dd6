"""The events on the topics: frozen models, the same for every service, version by version."""
