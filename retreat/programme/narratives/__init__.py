"""Outcome narratives: written accounts that partners bring, of what matters to a person and what happened."""
