"""Tests of `gui`: real windows, driven as a person does."""
