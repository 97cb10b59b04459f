"""Files and folders into units of work, and their results into one scan."""
