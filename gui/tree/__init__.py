"""A process tree on the screen: who started whom, and what of it is flagged."""
