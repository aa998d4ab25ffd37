"""What happens live: activities, rounds, commands, sockets, desk, phone and wall."""
