"""Tests of `gui.work`."""
