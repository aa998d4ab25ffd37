"""Transcripts and sound that people bring, joined to what is here.

Importing anything of it registers it with the worker, so that nothing that was brought is left waiting.
"""

import retreat.imports.derived
import retreat.imports.work  # noqa: F401 - both register themselves
