"""The tables of process creations."""
