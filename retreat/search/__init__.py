"""Finding passages again: by words, by meaning, narrowed before anything is ranked.

Importing anything of it registers it with the log and the transcripts, so that no text is kept without its passage.
"""

import retreat.search.derived
import retreat.search.found
import retreat.search.lexical
import retreat.search.notes  # noqa: F401 - they register themselves
from retreat.search.vectors import keep_vectors
from retreat.transcripts.listeners import register_meanings

register_meanings(keep_vectors)
