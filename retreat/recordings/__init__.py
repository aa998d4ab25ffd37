"""Audio recordings: where their bytes are, how they arrive, and how far their processing has come."""

from retreat.people.ports import register_programme_of
from retreat.recordings import derived  # noqa: F401 - registers itself
from retreat.recordings.queries import programme_of_recording

register_programme_of("recording_id", programme_of_recording)
