"""Changing what a session plans, and a whole day on paper."""
