"""What is being written down: the worker, its queue and stages, and what all of it needs and takes."""
