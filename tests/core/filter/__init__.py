"""Tests of `core.filter`."""
