"""Removes what somebody said from every version of every transcript, and from everything made from it."""
