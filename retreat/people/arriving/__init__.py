"""How people come in and come back: who is at the door, and who was heard again."""
