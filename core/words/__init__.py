"""What is known of a row or of a read into words."""
