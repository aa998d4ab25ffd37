"""The wire protocol, spoken to a real server."""
