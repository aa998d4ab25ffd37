"""What ends when, as the team sees it: the list of what is due, holds, periods, and certificates."""
