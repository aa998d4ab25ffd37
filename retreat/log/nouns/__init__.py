"""Everything that can happen in a session, one file a noun. Adding one adds its file and its line here. Pure."""

from __future__ import annotations

from retreat.log.folding import Noun
from retreat.log.nouns import cluster, lightbulb, note, position, prompt, round, seat, session, vote, wall, words  # noqa: A004

NOUNS: tuple[Noun, ...] = (
    session.NOUN,
    seat.NOUN,
    round.NOUN,
    prompt.NOUN,
    note.NOUN,
    cluster.NOUN,
    vote.NOUN,
    lightbulb.NOUN,
    position.NOUN,
    wall.NOUN,
    words.NOUN,
)
