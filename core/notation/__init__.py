"""Windows' notations, times and hostile text into plain values."""
