"""Looking after people: a quiet request, whom to phone, a note that tells of harm. Never in the record."""
