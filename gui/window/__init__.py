"""The window around the parts, and the program that shows it."""
