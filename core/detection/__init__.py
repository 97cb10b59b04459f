"""Process creations into detections: which rules flag them, how severe, on what evidence."""
