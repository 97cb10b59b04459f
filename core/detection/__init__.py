"""Process creations into detections: which readings flag them, how severe, on what evidence."""
