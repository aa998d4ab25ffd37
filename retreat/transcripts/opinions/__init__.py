"""Second opinions: what another model heard in doubtful turns, beside the words until a person decides."""
