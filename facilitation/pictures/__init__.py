"""Photographing paper: from a table's phone, from the desk, and what is done with a picture afterwards."""
