"""Pages only: the record of one session as people read it. Must never select a word itself."""
