"""The record: search."""
