"""Memos that the facilitators write during a session, each at its moment."""
