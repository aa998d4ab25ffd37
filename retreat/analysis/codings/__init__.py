"""Codings: codes applied to excerpts, on the page of a session and in lists."""
