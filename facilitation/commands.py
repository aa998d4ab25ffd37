"""Deciding what an operation does: may it happen, what is kept of it, who reads it. Pure: no database, no clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from facilitation import contributing, leading
from facilitation.facts import Actor, Decision, Refused, Situation
from retreat.log.fields import Operation
from retreat.log.kinds import KINDS


def decide(
    op: Operation, actor: Actor, now: Situation, *, written_at: datetime, stamp: Callable[[datetime], str]
) -> Decision:
    """Decide one operation.

    Args:
        written_at: When its author did it, by the server's clock.
        stamp: Writes a time as on the wire.

    Raises:
        Refused: With one of ``REFUSALS``.
    """
    kind = KINDS[op.kind]
    if ("facilitator" if actor.role == "facilitator" else actor.role) not in kind.senders:
        raise Refused("not_permitted")
    if now.session_state == "planned":
        raise Refused("round_closed", "The session has not begun yet. Your note is kept on your phone.")
    _check_texts(op)
    if kind.needs_notes_consent and actor.role == "participant" and not actor.keeps_notes:
        raise Refused("consent_missing")
    if op.kind not in _AFTER_THE_END and now.session_state == "ended":
        raise Refused("round_closed", "The session has ended.")
    if op.kind not in _AFTER_THE_EVENT and now.session_state == "closed":
        raise Refused("round_closed", "The event is over. What you wrote is kept on your phone.")
    return _DECIDERS[op.kind](op, actor, now, stamp(written_at), written_at)


_AFTER_THE_END = {"note.add", "note.remove", "note.share", "lightbulb.remove"}
_AFTER_THE_EVENT = {"note.remove", "lightbulb.remove"}


def _check_texts(op: Operation) -> None:
    kind = KINDS[op.kind]
    for name in kind.text_fields:
        longest = kind.takes[name].max_chars
        if len(op.body.get(name) or "") > longest:
            raise Refused("too_long", f"At most {longest:,} characters fit here. Nothing was cut.")


_Decider = Callable[[Operation, Actor, Situation, str, datetime], Decision]

_DECIDERS: Mapping[str, _Decider] = {
    "session.end": leading.session_end,
    "round.open": leading.round_open,
    "round.close": leading.round_close,
    "prompt.ask": leading.prompt_ask,
    "prompt.reword": leading.prompt_reword,
    "note.add": contributing.note_add,
    "note.edit": contributing.note_edit,
    "note.move": leading.note_move,
    "note.share": contributing.note_share,
    "note.remove": contributing.note_remove,
    "notes.reveal": leading.notes_reveal,
    "cluster.add": leading.cluster_add,
    "cluster.rename": leading.cluster_rename,
    "cluster.merge": leading.cluster_merge,
    "vote.cast": contributing.vote_cast,
    "vote.retract": contributing.vote_retract,
    "lightbulb.mark": contributing.lightbulb_mark,
    "lightbulb.remove": contributing.lightbulb_remove,
    "position.set": contributing.position_set,
    "wall.show": leading.wall_show,
}
