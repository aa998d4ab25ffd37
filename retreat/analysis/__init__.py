"""Analysis: codes, memos, readings and sets, made on words that they hold on to, and the programme's own log.

Importing any of its modules registers it, so that a “no” reaches what was made of words.
"""

import retreat.analysis.belonging
import retreat.analysis.derived
import retreat.analysis.gone
import retreat.analysis.groupings.derived
import retreat.analysis.groupings.work
import retreat.analysis.hanging
import retreat.analysis.withdrawn  # noqa: F401 - they register themselves
