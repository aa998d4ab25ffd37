"""Versions of transcripts, and jobs over them: rows without words, for all higher rooms."""
