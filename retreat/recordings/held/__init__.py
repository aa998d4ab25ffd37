"""Sound of a table at which not everybody has agreed: held back whole, then released or deleted."""
