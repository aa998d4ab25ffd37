"""Background work: who does it, under which lease, and how a waiting worker is woken."""
