"""Tests of core.story."""
