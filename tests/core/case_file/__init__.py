"""Tests of `core.case_file`."""
