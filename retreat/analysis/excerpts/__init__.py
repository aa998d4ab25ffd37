"""Excerpts: chosen spans, read through the gate wherever their words are today."""
