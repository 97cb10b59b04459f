"""Tests of `gui.filter`."""
