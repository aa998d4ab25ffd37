"""Releases: exports that are frozen, approved, given to somebody, and called back if somebody in them says no."""
