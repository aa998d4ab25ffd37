"""Transcription at work: the worker, its queue and stages, and its needs."""
