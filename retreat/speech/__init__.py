"""The pipeline's work on audio recordings: stages, the queue, transcribing again. Must never know its networks."""

from retreat.speech import derived, renditions  # noqa: F401 - register themselves
