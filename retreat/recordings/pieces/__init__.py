"""Pieces of one stream: where each may lie, and how they are laid together again. Must never know rows or people."""
