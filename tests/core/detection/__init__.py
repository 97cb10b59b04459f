"""Tests of `core.detection`."""
