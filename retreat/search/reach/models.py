"""What has changed of all that the gate asks about passages. It holds keys only, never words."""

from __future__ import annotations

from sqlalchemy import BigInteger, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from retreat.database import Base

PASSAGE = "n"
PERSON = "p"
THING = "t"
EVERYTHING = "*"


class ReachChange(Base):
    """One change; the database itself writes it.

    Attributes:
        what: ``n`` for a passage or its voices, ``p`` for a person's answers, ``t`` for who may read a thing that
            somebody made, ``*`` for who belongs to a programme and what belongs to it.
        key: The passage's number, or the id of the person or the thing; empty for ``*``.
        by: On PostgreSQL, the transaction that wrote it: a lower ``seq`` may be committed after a higher one.
    """

    __tablename__ = "reach_change"
    __table_args__ = ({"sqlite_autoincrement": True},)

    seq: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)
    what: Mapped[str] = mapped_column(String(1))
    key: Mapped[str] = mapped_column(String(64))
    by: Mapped[int | None] = mapped_column(BigInteger, index=True)
