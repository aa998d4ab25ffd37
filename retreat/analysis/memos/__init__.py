"""Memos and readings, dated and signed."""
