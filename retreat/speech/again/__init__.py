"""Transcribing again under people's hands: their work stays, and everything else can be undone."""
