"""The record: speech."""
