"""Who is here: staff accounts and sign-ins, participants and their seats, join passes and tokens."""
