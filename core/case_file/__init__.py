"""What an analyst said of a case into one file that can be kept, moved and opened again."""
