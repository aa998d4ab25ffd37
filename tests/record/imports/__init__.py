"""The record: imports."""
