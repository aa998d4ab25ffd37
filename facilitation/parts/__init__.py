"""What people write piece by piece in one interaction: the parts of a table of it, each with its own author.

An exchange, an undertaking and a plan differ in what their pieces are. How a piece is found, who may reword or remove
it, and how its row follows the log is the same for all, and said here.
"""
