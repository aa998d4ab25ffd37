"""Passages kept in step with the words of transcripts: how they are cut, made again, and whose words they hold."""
