"""Pieces of one stream: where each may be in time, and how they are joined. Must never know rows or people."""
