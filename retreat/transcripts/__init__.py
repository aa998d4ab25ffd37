"""What was said: transcripts by version with their words, turns and speakers, read, corrected and told apart.

Must never know how a sound was heard, how passages are found, or how a page looks beside them.
"""

from retreat.recordings.ports import register_held_back
from retreat.transcripts.carrying import earlier_maps  # noqa: F401 - registers itself
from retreat.transcripts.erasing import derived  # noqa: F401 - registers itself
from retreat.transcripts.spoken import held_back

register_held_back(held_back)
