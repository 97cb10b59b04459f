"""Detections and reports into tables, files and what a terminal shows."""
