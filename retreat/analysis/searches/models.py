"""Searches that somebody keeps for themselves. Nobody else sees them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from retreat.database import Base, str_id
from retreat.search.listing.asked import QUERY_MAX_CHARS

NAME_MAX_CHARS = 120


class SavedSearch(Base):
    """One kept search of one person.

    Attributes:
        query: What was typed; empty once it had to be erased.
        narrowed: The filters beside it, as the address of a search has them.
        seen_at: What came into the record after this moment is new to them.
    """

    __tablename__ = "saved_search"

    id: Mapped[str_id]
    by: Mapped[str] = mapped_column(String(64), index=True)
    name: Mapped[str] = mapped_column(String(NAME_MAX_CHARS))
    query: Mapped[str] = mapped_column(String(QUERY_MAX_CHARS))
    narrowed: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    at: Mapped[datetime]
    seen_at: Mapped[datetime]
