"""Taking part with pictures and a switch."""
