"""Audio recordings: where their bytes are, how they arrive, and how far their processing has come."""

from retreat.people.ports import register_programme_of
from retreat.recordings import at_table, derived, originals  # noqa: F401 - register themselves
from retreat.recordings.held import ending as _ending  # noqa: F401 - registers itself
from retreat.recordings.held import holding  # registers itself
from retreat.recordings.left_out import gone  # noqa: F401 - registers itself
from retreat.recordings.left_out.stretches import holds_left_out
from retreat.recordings.ports import register_held_back
from retreat.recordings.queries import programme_of_recording
from retreat.recordings.withdrawn.holding import is_waiting

register_programme_of("recording_id", programme_of_recording)
register_held_back(holds_left_out)
register_held_back(holding.is_held)
register_held_back(is_waiting)
