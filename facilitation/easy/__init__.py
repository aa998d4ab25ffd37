"""Taking part with pictures and a switch: without typing, and without anybody's help."""
