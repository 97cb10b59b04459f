"""Tests of `core.reading`."""
