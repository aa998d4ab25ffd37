"""Quoting: what a voice is called outside, citations in several formats, and the way back from one."""
