"""The window over `core`: it shows and asks, the core decides."""
