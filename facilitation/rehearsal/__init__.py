"""Rehearsing an event with invented people: in a data folder and a process of its own, erased whole at the end."""
