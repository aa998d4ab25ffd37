"""Interactions, each with its own rounds."""
