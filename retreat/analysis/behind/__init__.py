"""Who is behind the words that analysis rests on, how sure these are, and for whom a choice of them speaks."""
