"""What runs a processor: the loop from poll to commit, and the dead letters."""
