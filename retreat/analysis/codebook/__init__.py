"""The codebook: codes as a tree, with their definitions and history."""
