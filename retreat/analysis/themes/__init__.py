"""Themes: claims that people make, with what supports them, what speaks against them, and what participants answer."""
