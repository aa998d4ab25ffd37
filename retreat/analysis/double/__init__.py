"""Blind double coding, the view of differences, and measures of agreement."""
