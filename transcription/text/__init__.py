"""Words once they are written: passages, groupings, meanings, times, identifiers; must never listen to sound itself."""
