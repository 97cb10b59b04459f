"""Encoded command lines into readable text, step by step; nothing is ever run."""
