"""Logs damaged in every layer into what the core makes of them, watched from outside: `make torture`."""
