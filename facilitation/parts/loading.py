"""Finding pieces, and what a decision about one needs to know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitation.facts import Actor, RoundFacts
from facilitation.loading import is_erased, is_taken, round_facts, round_of
from facilitation.parts.facts import PartFacts, PartSituation
from retreat.consent.gate import may_be_shown
from retreat.log import store
from retreat.log.fields import Operation
from retreat.log.makings import Making
from retreat.log.models import Words
from retreat.programme.models import Round


class Parts:
    """The pieces of one interaction.

    Args:
        interaction: Its name.
        making: Its ``Making``, whose table has ``PartColumns``.
        kinds: By which kind of operation a piece of each kind is added.
    """

    def __init__(self, interaction: str, making: Making, kinds: Mapping[str, str]) -> None:
        self.interaction, self.making, self.kinds = interaction, making, kinds
        self.row: Any = making.row

    def find(self, db: Session, session_id: str, part_id: object, *, aside: bool = False) -> PartFacts | None:
        """A piece whose words are there; ``aside``: also one that was set aside."""
        row = db.get(self.row, part_id) if part_id else None
        if row is None or row.session_id != session_id or is_erased(db, row.words_id):
            return None
        if row.removed_at is not None and not aside:
            return None
        return self.facts(db, row)

    def on(self, db: Session, session_id: str, part_id: object, stance: str) -> tuple[PartFacts, ...]:
        """The pieces of one kind on another one, as they were written; none of somebody who has said no since."""
        here = (self.row.session_id == session_id, self.row.on_id == part_id, self.row.stance == stance)
        there = (~self.making.gone, may_be_shown(self.making.gated))
        found = select(self.row).join(Words, Words.id == self.row.words_id).where(*here, *there)
        return tuple(self.facts(db, row) for row in db.scalars(found.order_by(self.row.at, self.row.id)))

    def facts(self, db: Session, row: Any) -> PartFacts:
        """A row as decisions see it."""
        return PartFacts(
            id=row.id,
            stance=row.stance,
            round_id=row.round_id,
            on_id=row.on_id,
            place=row.place,
            author_id=row.participant_id,
            share=row.share,
            audience=store.channels_of(db, row.session_id, row.id, self.kinds[row.stance]),
            table_id=row.table_id,
            version=row.version,
            set_aside=row.removed_at is not None,
        )

    def of_new(self, db: Session, session_id: str, state: str, op: Operation, _actor: Actor) -> PartSituation:
        """For a piece that stands alone."""
        origin = round_of(db, session_id, op.body["round_id"])
        return PartSituation(
            session_state=state,
            round=self.open_now(db, session_id) or origin,
            origin=origin,
            target_taken=is_taken(db, op.target_id),
        )

    def of_part(self, db: Session, session_id: str, state: str, op: Operation, _actor: Actor) -> PartSituation:
        """For the words of a piece."""
        return PartSituation(session_state=state, part=self.find(db, session_id, op.target_id))

    def of_removal(self, db: Session, session_id: str, state: str, op: Operation, actor: Actor) -> PartSituation:
        """What was set aside is there for its author alone."""
        part = self.find(db, session_id, op.target_id, aside=True)
        is_theirs = part is None or not part.set_aside or part.author_id == actor.id
        return PartSituation(session_state=state, part=part if is_theirs else None)

    def open_now(self, db: Session, session_id: str) -> RoundFacts | None:
        """The round of this interaction that is open, if there is one."""
        rows = db.scalars(select(Round).where(Round.session_id == session_id, Round.state == "open"))
        return next((one for one in map(round_facts, rows) if one.step.interaction == self.interaction), None)
