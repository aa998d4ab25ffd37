"""Work on written words: passages, groupings, meanings, times, identifiers; must never use sound itself."""
