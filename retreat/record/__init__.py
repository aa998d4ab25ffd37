"""The record: transcripts and notes as passages, their indexes, search and the pages that show and play them."""
