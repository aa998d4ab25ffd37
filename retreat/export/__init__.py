"""What leaves this machine: one consent-filtered bundle, and writers that see nothing but the bundle."""
