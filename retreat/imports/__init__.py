"""Transcripts and sound that people bring, joined to what is already here.

Importing any of its modules registers it with the worker, so that nothing that people bring is left waiting.
"""

import retreat.imports.checking
import retreat.imports.derived
import retreat.imports.work  # noqa: F401 - they register themselves
