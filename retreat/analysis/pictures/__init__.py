"""Pictures of what was said and made of it: SVG from the server, each with its table and its files."""
