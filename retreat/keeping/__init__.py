"""Backups, restoring them, and checking what is kept. Must never know what a table or a file means.

Rooms above register what they know: what was taken back, which sound is original, what can be made again.
"""
