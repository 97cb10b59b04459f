"""Tests of `core.notation`."""
