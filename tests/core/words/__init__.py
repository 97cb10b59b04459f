"""Tests of `core.words`."""
