"""Bytes of a log into records and events, and an account of what could not be read."""
