"""The ports on Redis (6.2 and later) or Valkey: the identity index and the cursors of many machines."""
