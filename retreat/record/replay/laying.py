"""A story laid out for its page: everything with the milliseconds between which it is there. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from retreat.log.replay.spans import Span
from retreat.log.replay.story import Story
from retreat.programme.schemas import RoundView, SessionView

TAIL_MS = 60_000
# The same for every reader: how a light-bulb is called in the log.
BULB = "lightbulb"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Something on the page; ``to_ms`` is None where it stays to the end."""

    words: str
    from_ms: int
    to_ms: int | None
    id: str = ""
    more: dict[str, Any] = field(default_factory=dict)

    def is_there(self, at_ms: int) -> bool:
        """Whether it is shown at a moment."""
        return self.from_ms <= at_ms and (self.to_ms is None or at_ms < self.to_ms)


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """The page.

    Attributes:
        headings: With the notes below each in ``more["notes"]``.
        stops: Where one can jump to, in order: steps and light-bulbs.
        changes: Every moment at which something changes.
    """

    begins: datetime
    length_ms: int
    steps: tuple[Part, ...]
    prompts: tuple[Part, ...]
    headings: tuple[Part, ...]
    loose: tuple[Part, ...]
    things: tuple[Part, ...]
    spreads: tuple[Part, ...]
    sounds: tuple[Part, ...]
    stops: tuple[Part, ...]
    changes: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A sound that can be played."""

    recording_id: str
    name: str
    started_at: datetime
    duration_s: float


def lay_out(
    story: Story, session: SessionView, prompts: dict[str, str], sounds: Sequence[Heard], kinds: dict[str, str]
) -> Laid | None:
    """Lay a story out on the session's own clock; None where nothing has happened yet."""
    moments = [
        *story.moments,
        *(one.started_at for one in sounds),
        *(one.started_at + timedelta(seconds=one.duration_s) for one in sounds),
        *(at for at in (session.opened_at, session.ended_at) if at is not None),
    ]
    if not moments or not (story.moments or sounds):
        return None
    begins = min(moments)

    def ms(at: datetime) -> int:
        return round((at - begins).total_seconds() * 1000)

    def part(span: Span[Any], words: str, name: str = "", **more: Any) -> Part:
        ends = None if span.to_at is None else ms(span.to_at)
        return Part(words=words, from_ms=ms(span.from_at), to_ms=ends, id=name, more=more)

    rounds = {one.id: one for one in session.rounds}
    steps = tuple(
        part(span, rounds[round_id].step.title, round_id)
        for round_id, some in story.steps.items()
        if round_id in rounds
        for span in some
    )
    notes = [
        (place.what, part(_cut(place, wording), wording.what, note.id, kind=kinds.get(note.kind, ""), label=note.label))
        for note in story.notes
        for place in note.places
        for wording in note.wordings
        if _meet(place, wording)
    ]
    headings = tuple(
        part(span, span.what, cluster_id, notes=[one for where, one in notes if where == cluster_id])
        for cluster_id, some in story.headings.items()
        for span in some
    )
    things = tuple(
        Part(
            words=one.text or one.title,
            from_ms=ms(one.at),
            to_ms=None,
            id=one.id,
            more={"title": one.title, "noun": one.noun, "icon": one.icon},
        )
        for one in sorted(story.things, key=lambda each: each.at)
    )
    bulbs = [one for one in things if one.more["noun"] == BULB]
    return Laid(
        begins=begins,
        length_ms=ms(max(moments)) + TAIL_MS,
        steps=_ordered(steps),
        prompts=_ordered(_prompts(story, rounds, prompts, part)),
        headings=_ordered(headings),
        loose=_ordered(one for where, one in notes if where is None or where not in story.headings),
        things=things,
        spreads=_ordered(
            part(
                span,
                _card(rounds.get(line[0]), line[1]),
                _name_of(line),
                **_line_words(rounds.get(line[0]), line),
                at=span.what,
            )
            for line, some in story.spreads.items()
            for shown in some
            if (span := _until_next_step(story, line[0], shown)) is not None
        ),
        sounds=tuple(
            Part(
                words=one.name,
                from_ms=ms(one.started_at),
                to_ms=ms(one.started_at) + round(one.duration_s * 1000),
                id=one.recording_id,
            )
            for one in sounds
        ),
        stops=_ordered((*steps, *bulbs)),
        changes=tuple(sorted({ms(at) for at in story.moments})),
    )


def _prompts(story: Story, rounds: dict[str, RoundView], texts: dict[str, str], part: Any) -> Iterable[Part]:
    """A question is there while its step is open, from when it was asked."""
    for round_id, some in story.steps.items():
        for prompt in rounds[round_id].prompts if round_id in rounds else ():
            asked = story.asked.get(prompt.id)
            for span in some:
                if asked is not None and (span.to_at is None or asked < span.to_at):
                    begins = max(asked, span.from_at)
                    words = texts.get(prompt.id, prompt.planned_text)
                    yield part(Span(what=None, from_at=begins, to_at=span.to_at), words, prompt.id, step=round_id)


def _until_next_step(story: Story, round_id: str, shown: Span[Any]) -> Span[Any] | None:
    """A spread leaves when the next step opens after its own has closed; None if it would not be seen at all."""
    own = story.steps.get(round_id, ())
    closed = own[-1].to_at if own else None
    later = [] if closed is None else [one.from_at for some in story.steps.values() for one in some]
    next_at = min((at for at in later if closed is not None and at >= closed), default=None)
    ends = min((at for at in (shown.to_at, next_at) if at is not None), default=None)
    return Span(what=shown.what, from_at=shown.from_at, to_at=ends) if ends is None or shown.from_at < ends else None


def _name_of(line: tuple[str, str, str | None, str | None]) -> str:
    """A name for a card's line on the page."""
    return "-".join(one for one in line if one)


def _line_words(of: RoundView | None, line: tuple[str, str, str | None, str | None]) -> dict[str, Any]:
    ends = of.step.options.get("ends", ("", "")) if of is not None else ("", "")
    return {"ends": tuple(ends), "moment": line[3]}


def _card(of: RoundView | None, scale_id: str) -> str:
    cards = of.step.options.get("cards", ()) if of is not None else ()
    number = scale_id.rpartition("-")[2]
    place = int(number) - 1 if number.isdigit() else -1
    return str(cards[place]) if 0 <= place < len(cards) else scale_id


def _meet(one: Span[Any], other: Span[Any]) -> bool:
    return (one.to_at is None or other.from_at < one.to_at) and (other.to_at is None or one.from_at < other.to_at)


def _cut(one: Span[Any], other: Span[Any]) -> Span[Any]:
    ends = min((at for at in (one.to_at, other.to_at) if at is not None), default=None)
    return Span(what=None, from_at=max(one.from_at, other.from_at), to_at=ends)


def _ordered(parts: Iterable[Part]) -> tuple[Part, ...]:
    return tuple(sorted(parts, key=lambda one: (one.from_ms, one.id)))
