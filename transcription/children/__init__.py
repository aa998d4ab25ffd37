"""Processes and threads for speech: starting, asking, confining and lowering priority; must never know their work."""
