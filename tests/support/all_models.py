"""Every room's tables, found by looking: each ``models`` module below ``retreat``."""

from __future__ import annotations

import importlib
import pkgutil

import retreat

for found in pkgutil.walk_packages(retreat.__path__, "retreat."):
    if found.name.endswith(".models"):
        importlib.import_module(found.name)
