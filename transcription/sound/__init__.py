"""Sound as samples: decoded in confinement, brought to one level, searched for voice; must never know what is said."""
