"""What narrows the rows that are shown: filter bar, facets, time line."""
