"""Tests of `core.rows`."""
