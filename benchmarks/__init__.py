"""Goals of speed and memory into figures beside a peer's, measured in one run: `make bench`."""
