"""Every room's tables, found by looking: each ``models`` module below ``retreat``, and of what happens live."""

from __future__ import annotations

import importlib
import pkgutil

import retreat
from facilitation import access, interactions, overnight, seats

for room in (retreat, access, interactions, overnight, seats):
    for found in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
        if found.name.endswith(".models"):
            importlib.import_module(found.name)
