"""Rows into what is shown: filtered, sorted, counted, written into cells."""
