"""Decisions that are the same for every piece that people write: adding, rewording and removing one. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from facilitation.deciding import audience_of, round_is_open
from facilitation.facts import Actor, Decision, Refused, RoundFacts, compare
from facilitation.parts.facts import PartFacts, PartSituation
from retreat.log.fields import Operation


def round_of_its_own(now: PartSituation, interaction: str) -> RoundFacts:
    """The round that the operation names.

    Raises:
        Refused: There is none, or it is of another kind.
    """
    if now.origin is None or now.origin.step.interaction != interaction:
        raise Refused("gone", "That step is no longer there.")
    return now.origin


def open_round(now: PartSituation, interaction: str, at: datetime) -> RoundFacts:
    """The same, where such a round is open; a later one goes on with what was written in it."""
    origin = round_of_its_own(now, interaction)
    round_is_open(now, at)
    return origin


def seen(part: PartFacts | None, actor: Actor, *stances: str) -> PartFacts:
    """A piece that the sender was sent, of one of these kinds.

    Raises:
        Refused: There is none, or its sender never saw it: the two look the same.
    """
    if part is None or part.stance not in stances or part.set_aside or not part.is_read_by(actor):
        raise Refused("gone", "That is no longer there.")
    return part


def added(
    op: Operation,
    actor: Actor,
    now: PartSituation,
    round_: RoundFacts,
    stance: str,
    texts: Mapping[str, str],
    told: Mapping[str, Any],
    *,
    on_id: str | None = None,
    place: str | None = None,
) -> Decision:
    """A new piece that stands alone, or on what the step lists; its author says who reads it.

    Args:
        told: What its readers get besides its words.
    """
    share = op.body.get("share") or "everyone"
    keep = {"stance": stance, "on_id": on_id, "place": place, "due": told.get("due"), "table_id": actor.table_id}
    return _new(now, {**told, "round_id": round_.id, "share": share}, audience_of(share, actor), texts, keep)


def added_on(
    actor: Actor,
    now: PartSituation,
    on: PartFacts,
    stance: str,
    texts: Mapping[str, str],
    told: Mapping[str, Any],
    *,
    place: str | None = None,
) -> Decision:
    """A new piece on another one: whoever reads that reads it, and nobody else."""
    table_id = on.table_id if on.share == "table" else actor.table_id
    keep = {"stance": stance, "on_id": on.id, "place": place, "due": told.get("due"), "table_id": table_id}
    channels = on.audience
    # What was handed in is read by its author and the facilitators; who adds to it is one of them.
    return _new(now, {**told, "round_id": on.round_id, "share": on.share}, channels, texts, keep)


def reworded(op: Operation, actor: Actor, now: PartSituation, texts: Mapping[str, str], **told: Any) -> Decision:
    """Other words by the same author; the earlier ones stay in the log. ``due`` changes where it is told."""
    part = known(now)
    if part.author_id != actor.id:
        raise Refused("not_permitted", "Only the person who wrote it can change the words.")
    compare(op, part.version)
    version = part.version + 1
    return Decision(
        body={**told, "version": version},
        channels=part.audience,
        version=version,
        texts=dict(texts),
    )


def removed(actor: Actor, now: PartSituation) -> Decision:
    """Taken back by its author, whose words are erased; or set aside by the facilitators."""
    part = known(now)
    is_own = part.author_id == actor.id
    if not is_own and not (actor.role == "facilitator" and part.is_read_by(actor)):
        raise Refused("not_permitted", "Only the person who wrote it can take it back.")
    version = part.version + 1
    # Everybody else has seen what was set aside go before.
    channels = audience_of("me", actor) if part.set_aside else part.audience
    return Decision(body={"version": version}, channels=channels, version=version, keep={"erase": is_own})


def known(now: PartSituation) -> PartFacts:
    """The piece that the operation changes.

    Raises:
        Refused: There is none.
    """
    if now.part is None:
        raise Refused("gone")
    return now.part


def _new(
    now: PartSituation,
    body: dict[str, Any],
    channels: tuple[str, ...],
    texts: Mapping[str, str],
    keep: dict[str, Any],
) -> Decision:
    if now.target_taken:
        raise Refused("not_permitted", "That is already there.")
    return Decision(body={**body, "version": 1}, channels=channels, texts=dict(texts), keep=keep)
