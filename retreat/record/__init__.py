"""The record: transcripts and notes as passages, their indexes, search, and the pages that show and play them.

Importing anything of it registers it with the log, so that no note is kept without its passage.
"""

import retreat.record.notes  # noqa: F401 - registers itself
