"""People without a device: adding them, writing for them, their slips, and taking back what is theirs."""
