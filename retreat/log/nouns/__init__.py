"""Everything that can happen in a session, one file a noun, found by looking: adding one adds its file. Pure."""

from __future__ import annotations

import importlib
import pkgutil

from retreat.log.folding import Noun

NOUNS: tuple[Noun, ...] = tuple(
    importlib.import_module(f"{__name__}.{found.name}").NOUN for found in pkgutil.iter_modules(__path__)
)
