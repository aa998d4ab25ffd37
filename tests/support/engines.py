"""Engines whose statements are compiled once a test run: every test has an engine of its own, and compiling the same
statements for each took a sixth of the record's tests' time."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Dialect, Engine

_dialects: dict[str, Dialect] = {}
_compiled: dict[Any, Any] = {}


def compiling_once(engine: Engine) -> Engine:
    """The engine, before its first use. What is compiled is kept by dialect, so all engines of a kind have the same."""
    engine.dialect = _dialects.setdefault(engine.dialect.name, engine.dialect)
    engine.update_execution_options(compiled_cache=_compiled)
    return engine
