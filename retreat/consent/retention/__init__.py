"""What ends when: how long each kind of thing is kept, what stops that, what is due, and its destruction."""
