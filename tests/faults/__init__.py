"""What goes wrong on purpose: killed processes, full disks, locked databases."""
