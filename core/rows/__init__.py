"""A process creation, flagged or not, as a row of named values."""
