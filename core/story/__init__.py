"""A row into its story: what was before it, what followed, and what caused it."""
