"""What a reader is sent: a page of one channel, what was missed, or the whole board."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitation.interactions import OWN
from retreat.clock import to_text
from retreat.errors import InvalidInput, NotPermitted
from retreat.keeping.standing import goes_on
from retreat.log import store
from retreat.log.board import fold_all
from retreat.log.care.held import is_held_now
from retreat.log.hydration import PAGE_MAX, read_channel, read_channels
from retreat.log.makings import own_ids
from retreat.log.models import Note, Vote, Words
from retreat.people.access import Seat

# Beyond this, one snapshot is cheaper than the missed operations.
DELTA_MAX_OPS = 2_000


def page(db: Session, seat: Seat, channel: str, *, after: int, limit: int = PAGE_MAX) -> dict[str, Any]:
    """One page of a channel: ``{"channel", "from", "to", "head", "ops"}``. Numbers are the channel's.

    On a machine that goes on from a copy there is also ``"restored"``, as in a snapshot: other operations may have had
    these numbers before.

    Raises:
        NotPermitted: The channel is not this seat's.
    """
    if channel not in seat.channels:
        raise NotPermitted("That channel is not yours to read.")
    sent = read_channel(db, seat.session_id, channel, after=after, limit=min(limit, PAGE_MAX), for_whom=seat.id)
    head = store.heads(db, seat.session_id, [channel])[channel]
    return {
        "channel": channel,
        "from": sent[0].wire["seq"] if sent else after + 1,
        "to": sent[-1].wire["seq"] if sent else after,
        "head": head,
        "ops": [one.wire for one in sent],
    } | restored_in(db)


def missed(db: Session, seat: Seat, cursors: object, *, now: datetime) -> dict[str, Any]:
    """The answer to ``hello``: what was missed on each channel, or a request to fetch a snapshot.

    Raises:
        InvalidInput: Cursors that are not whole numbers.
    """
    known = read_cursors(cursors)
    heads = store.heads(db, seat.session_id, seat.channels)
    behind = {channel: head - known.get(channel, 0) for channel, head in heads.items()}
    if sum(behind.values()) > DELTA_MAX_OPS or any(count < 0 for count in behind.values()):
        return {"mode": "snapshot", "now": to_text(now)} | restored_in(db)
    channels = {}
    for channel in seat.channels:
        after = known.get(channel, 0)
        ops = page(db, seat, channel, after=after)["ops"] if behind[channel] else []
        channels[channel] = {"from": after + 1, "to": after + len(ops), "ops": ops}
    return {"mode": "delta", "channels": channels, "now": to_text(now)} | restored_in(db)


def restored_in(db: Session) -> dict[str, Any]:
    """``{"restored": {"at", "from"}}`` on a machine that goes on from a copy: phones bring again what came after it."""
    found = goes_on(db)
    return {"restored": {"at": to_text(found.at), "from": to_text(found.copied)}} if found else {}


def read_cursors(sent: object) -> dict[str, int]:
    """Cursors as a client sends them: ``{channel: number}``.

    Raises:
        InvalidInput: Not an object of whole numbers from 0.
    """
    if not isinstance(sent, Mapping) or len(sent) > 64:
        raise InvalidInput("cursors must be an object of numbers.", fields={"cursors": "must be an object"})
    for channel, number in sent.items():
        if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number < 2**53:
            raise InvalidInput("A cursor must be a whole number.", fields={f"cursors.{channel}": "whole number"})
    return dict(sent)


def snapshot(db: Session, seat: Seat, *, now: datetime) -> dict[str, Any]:
    """The board as this seat may see it, and how far it goes.

    ``{"board", "cursors", "mine", "set_aside", "voted", "now"}``, and ``"restored"`` where there is a copy behind it.

    The board is the fold of what the seat was sent, so it equals that of a client that missed nothing, except for words
    of people who have since said no: a client that has received them keeps them.
    """
    sent = read_channels(db, seat.session_id, seat.channels, for_whom=seat.id)
    cursors = dict.fromkeys(seat.channels, 0) | {one.channel: one.wire["seq"] for one in sent}
    board = fold_all(one.wire for one in sent)
    return {
        "board": board,
        "cursors": cursors,
        "mine": _mine(db, seat),
        "set_aside": _set_aside(db, seat),
        "voted": _voted(db, seat),
        "now": to_text(now),
    } | restored_in(db)


def _mine(db: Session, seat: Seat) -> list[str]:
    """Ids of the seat's own notes, light-bulbs and so on, so that a phone that lost its memory recognises them."""
    others = (found for own in OWN for found in own(db, seat.session_id, seat.id))
    return [*own_ids(db, seat.session_id, seat.id), *others]


def _set_aside(db: Session, seat: Seat) -> list[dict[str, Any]]:
    """The seat's own notes that a facilitator set aside, for their author to erase: ``[{"id", "text"}]``.

    One that tells of harm also says ``"held": true``: the facilitators go on reading it until they decide.
    """
    own = (
        select(Note.id, Words.texts, is_held_now())
        .join(Words, Words.id == Note.words_id)
        .where(
            Note.session_id == seat.session_id,
            Note.participant_id == seat.id,
            Note.removed_at.is_not(None),
            Words.erased_at.is_(None),
        )
    )
    return [
        {"id": note_id, "text": texts.get("text", "")} | ({"held": True} if held else {})
        for note_id, texts, held in db.execute(own.order_by(Note.at))
    ]


def _voted(db: Session, seat: Seat) -> list[str]:
    own = select(Vote.target_id).where(Vote.session_id == seat.session_id, Vote.participant_id == seat.id)
    return list(db.scalars(own))
