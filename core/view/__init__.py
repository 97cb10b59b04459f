"""Detections and process creations into what is shown: rows, columns, filters, views."""
