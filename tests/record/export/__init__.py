"""Tests of what leaves this machine."""
