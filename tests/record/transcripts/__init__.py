"""The record: transcripts."""
