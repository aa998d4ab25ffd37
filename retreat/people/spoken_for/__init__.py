"""People without a device: their slips, the answers that they gave aloud, and who may write for them."""
