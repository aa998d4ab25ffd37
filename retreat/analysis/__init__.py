"""Analysis: codes, memos, readings and sets, made on words that they hold on to, and the programme's own log.

Importing any of its modules registers what it makes of words, so that a “no” reaches it.
"""

import retreat.analysis.derived
import retreat.analysis.hanging  # noqa: F401 - they register themselves
