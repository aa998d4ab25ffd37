"""The texts of a project, with the place of every turn and word: code points from 0, half-open; LF, no BOM. Pure."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from retreat.export.bundle import SaidTurn, SessionPart, Transcript, Written
from retreat.export.writers.files import writable

Place = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class LaidTurn:
    """A turn, where its paragraph is, and where its words are without the speaker."""

    turn: SaidTurn
    whole: Place
    words: Place


@dataclass(frozen=True, kw_only=True)
class SpokenText:
    """The text of a transcript.

    Attributes:
        places: Of each word by its number, with its times; empty at other levels than full verbatim.
    """

    text: str
    turns: Sequence[LaidTurn]
    places: Mapping[int, tuple[int, int, int | None, int | None]]

    @cached_property
    def _numbers(self) -> Sequence[int]:
        return sorted(self.places)

    def span(self, first: int, last: int) -> tuple[Place, tuple[int | None, int | None]] | None:
        """Where some words are, from one number to another, and their time; None if none of them is here."""
        if first not in self.places or last not in self.places:
            inside = self._numbers[bisect_left(self._numbers, first) : bisect_right(self._numbers, last)]
            if not inside:
                return None
            first, last = inside[0], inside[-1]
        begin, end = self.places[first], self.places[last]
        return ((begin[0], end[1]), (begin[2], end[3])) if begin[0] < end[1] else None


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenText:
    """What people wrote in a session as one text; ``items``: each thing, its paragraph, and its words."""

    text: str
    items: Sequence[tuple[Written, Place, Place]]


def account_title(title: str) -> str:
    """What the source of a narrative is called."""
    return f"Narrative: {title}"


def written_title(title: str) -> str:
    """What the source with everything that was written in a session is called."""
    return f"{title} – what people wrote"


def spoken_text(one: Transcript) -> SpokenText:
    """A paragraph per turn, ``Speaker: words``."""
    parts: list[str] = []
    turns: list[LaidTurn] = []
    places: dict[int, tuple[int, int, int | None, int | None]] = {}
    at = 0
    for turn in one.turns:
        lead = "" if turn.is_left_out else f"{_line(turn.name)}: "
        begins = at + len(lead)
        if turn.words:
            said = []
            here = begins
            for word in turn.words:
                text = _line(word.text)
                places[word.n] = (here, here + len(text), word.start_ms, word.end_ms)
                said.append(text)
                here += len(text) + 1
            body = " ".join(said)
        else:
            body = _line(turn.text)
        ends = begins + len(body)
        if not turn.is_left_out:
            turns.append(LaidTurn(turn=turn, whole=(at, ends), words=(begins, ends)))
        parts.append(f"{lead}{body}\n")
        at = ends + 1
    return SpokenText(text="".join(parts), turns=turns, places=places)


def written_text(session: SessionPart) -> WrittenText:
    """A heading line and a paragraph per thing, an empty line between them."""
    parts: list[str] = []
    items = []
    at = 0
    for one in session.written:
        lead = _line(", ".join(filter(None, (one.title, one.table, one.by)))) + "\n"
        body = writable(one.text)
        begins = at + len(lead)
        ends = begins + len(body)
        items.append((one, (at, ends), (begins, ends)))
        parts.append(f"{lead}{body}\n\n")
        at = ends + 2
    return WrittenText(text="".join(parts), items=items)


def _line(text: str) -> str:
    """On one line, with as many code points as before wherever that is possible."""
    return writable(text).replace("\n", " ")
