"""Tests of `core.processes`."""
