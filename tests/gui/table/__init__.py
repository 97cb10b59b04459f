"""Tests of `gui.table`."""
