"""Events into process creations, with their parents, each once."""
