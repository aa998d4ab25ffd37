"""The database: one base for models, two engines, one way to read and one way to write."""

from retreat.database.base import Base, JsonBody, UTCDateTime, str_id, table_of
from retreat.database.engine import Database, after_commit, is_for_reading, open_database

__all__ = [
    "Base",
    "Database",
    "JsonBody",
    "UTCDateTime",
    "after_commit",
    "is_for_reading",
    "open_database",
    "str_id",
    "table_of",
]
