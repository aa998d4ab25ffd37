"""Finding passages again: by words, by meaning, narrowed before anything is ranked.

Importing any of its modules registers it with the log and the transcripts, so that every text gets its passage.
"""

import retreat.search.checking
import retreat.search.derived
import retreat.search.following.earlier
import retreat.search.following.listener
import retreat.search.gone
import retreat.search.notes
import retreat.search.reach.changes
import retreat.search.reach.forgetting
import retreat.search.reach.passage_changes  # noqa: F401 - they register themselves
