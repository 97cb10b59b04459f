"""Tests of `core.output`."""
