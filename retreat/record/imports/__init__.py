"""Transcripts that people bring: how each kind is read, kept, and laid on its sound."""
