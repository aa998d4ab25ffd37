"""Sound of somebody who has withdrawn: silenced where they speak, and unheard until somebody has listened."""
