"""Processes and threads that speech runs in: started, asked, confined, put behind others; must never know its work."""
