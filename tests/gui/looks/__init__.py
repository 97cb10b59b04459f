"""Tests of `gui.looks`."""
