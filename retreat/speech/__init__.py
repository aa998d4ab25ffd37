"""The pipeline's work on audio recordings: stages, the queue, transcribing again. Must never know its networks."""

from retreat.speech import derived  # noqa: F401 - registers itself
