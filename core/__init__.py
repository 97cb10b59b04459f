"""Bytes of Windows event logs into flagged Excel-spawned processes; knows no screen."""

__version__ = "0.1.0"
