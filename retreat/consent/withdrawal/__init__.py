"""Withdrawal: asked for with a scope, done by a job that survives being killed, and shown by a receipt."""
