"""Tests of `core.work`."""
