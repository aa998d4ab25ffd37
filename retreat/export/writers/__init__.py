"""One file per format: each turns a bundle into files, and asks nobody for more."""
