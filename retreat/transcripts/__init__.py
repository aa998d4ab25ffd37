"""What was said: versions of transcripts with their words, turns and speakers, for reading and correcting.

Must never know how sound is transcribed, how passages are found, or how other rooms' pages look.
"""

from retreat.recordings.left_out.ports import register_follow
from retreat.recordings.ports import register_held_back
from retreat.transcripts.carrying import earlier_maps  # noqa: F401 - registers itself
from retreat.transcripts.erasing import derived  # noqa: F401 - registers itself
from retreat.transcripts.erasing.left_out import follow_left_out
from retreat.transcripts.spoken import held_back
from retreat.transcripts.withdrawn import touches  # noqa: F401 - registers itself

register_held_back(held_back)
register_follow(follow_left_out)
