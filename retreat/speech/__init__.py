"""The pipeline's work on audio recordings: stages kept, the queue, hearing again. Must never know its networks."""
