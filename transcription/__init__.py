"""Sound in; words, speakers, passages and groupings out. Knows no web page and no database."""
