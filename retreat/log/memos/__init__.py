"""Memos that the people leading write during a session, each at its moment."""
