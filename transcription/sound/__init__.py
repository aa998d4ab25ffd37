"""Sound as samples: decoding in confinement, levels, voice detection; must never know what is said."""
