"""A made-up case on three hosts, told in Python; `tests.make_sample` writes it as a log."""
