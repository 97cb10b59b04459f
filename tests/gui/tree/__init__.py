"""Tests of gui.tree."""
