"""Which passages each reader may search, kept up to date by the changes that the gate depends on."""
