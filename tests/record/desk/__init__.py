"""The record as a desk: margin, quoting, questions, placing by ear."""
