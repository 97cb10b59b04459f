"""Tests of `core.view`."""
