"""What a comparison counts of a search: how often each word or phrase is said and written, and in which groups."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from retreat.analysis.behind.voices import cases_by_hand, present_in
from retreat.analysis.comparison.counting import Occurrence
from retreat.analysis.comparison.gathering import Gathered, Groups, Where, wholes_of
from retreat.analysis.searching import Found
from retreat.consent.gate import Reader
from retreat.log.signing import authors_of
from retreat.search.found import hrefs_of
from retreat.search.listing.rows import address_of
from retreat.search.typed.marks import found_in
from retreat.search.typed.reading import read_query
from retreat.search.typed.tree import Leaf
from retreat.search.words import words_of
from retreat.transcripts.sight import sight_of
from retreat.transcripts.under import Word, version_of, voices_of, words_under


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A passage that a search found; ``address``: where it is read."""

    text: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """How often one voice says one term in one passage.

    Attributes:
        whose: The participant, or None for a voice that nobody is matched to; ``key`` tells such voices apart.
    """

    term: int
    key: str
    whose: str | None
    times: int


def said_by_groups(
    db: Session,
    reader: Reader,
    programme_id: str,
    search: Callable[[str], Sequence[Found]],
    *,
    typed: str,
    by: str,
    event_id: str | None = None,
) -> Gathered:
    """How often the terms of a search are said and written in each group, in the passages that it finds.

    A row for each word or phrase. A cell's words are how often it is said; its excerpts, in how many passages.

    Args:
        search: Finds the passages of this programme.
    """
    groups, present = Groups(db, programme_id, by, event_id=event_id), present_in(db, programme_id)
    terms = read_query(typed).terms
    found = [one for one in search(typed) if one.hit.session_id in groups.sessions] if terms else []
    hrefs = hrefs_of(db, [one.hit.passage_id for one in found if one.hit.note_id is None])
    occurrences: list[Occurrence] = []
    unmatched: set[str] = set()
    for one, said, table_id, cases in _told(db, reader, found, terms):
        for each in said:
            person = present.get(each.whose or "")
            if person is None and each.whose is not None:
                continue  # the people leading
            sector, role = (person.sector, person.role) if person else cases.get(each.key, (None, None))
            table = table_id or (person.sessions.get(one.hit.session_id) if person else None)
            where = Where(session_id=one.hit.session_id, table_id=table)
            unmatched |= set() if person else {each.key}
            occurrences.append(
                Occurrence(
                    row=str(each.term),
                    column=groups.name(sector, role, where),
                    excerpt_id=one.hit.passage_id,
                    person=each.whose,
                    words=each.times,
                )
            )
    return Gathered(
        rows=tuple((str(n), _called(term), 0) for n, term in enumerate(terms)),
        occurrences=tuple(occurrences),
        wholes=wholes_of(db, reader, groups, present),
        excerpts={one.hit.passage_id: Place(text=one.hit.text, address=address_of(one.hit, hrefs)) for one in found},
        unmatched=len(unmatched),
    )


_Cases = Mapping[str, tuple[str | None, str | None]]


def _told(
    db: Session, reader: Reader, found: Sequence[Found], terms: Sequence[Leaf]
) -> Iterable[tuple[Found, list[_Said], str | None, _Cases]]:
    spoken: dict[str, list[Found]] = defaultdict(list)
    for one in found:
        if one.words is not None:
            spoken[one.words.transcript_id].append(one)
    for transcript_id, some in spoken.items():
        words = words_under(db, transcript_id, None, sight_of(db, reader, transcript_id))
        at, people = [word.cell for word in words], voices_of(db, transcript_id).people
        by_hand = cases_by_hand(db, [transcript_id])
        cases = {f"{transcript_id}:{label}": case for (_id, label), case in by_hand.items()}
        table_id = version_of(db, transcript_id).table_id
        for one in some:
            assert one.words is not None
            its = words[bisect_left(at, one.words.first) : bisect_right(at, one.words.last)]
            yield one, _spoken(transcript_id, its, people, terms), table_id, cases
    written = [one for one in found if one.hit.note_id is not None]
    authors = authors_of(db, [one.hit.note_id for one in written if one.hit.note_id])
    for one in written:
        whose = authors.get(one.hit.note_id or "")
        if whose is not None:
            yield one, _written(one.hit.text, whose, terms), None, {}


def _spoken(
    transcript_id: str, words: Sequence[Word], people: Mapping[str, str | None], terms: Sequence[Leaf]
) -> list[_Said]:
    each = [(word, folded) for word in words for folded in words_of(word.text)]
    counts: Counter[tuple[int, str, str | None]] = Counter()
    for n, term in enumerate(terms):
        for at in _begins([folded for _word, folded in each], term):
            word = each[at][0]
            whose = word.said_by or people.get(word.label or "")
            if whose is not None or word.label is not None:
                counts[n, whose or f"{transcript_id}:{word.label}", whose] += 1
    return [_Said(term=n, key=key, whose=whose, times=times) for (n, key, whose), times in counts.items()]


def _written(text: str, whose: str, terms: Sequence[Leaf]) -> list[_Said]:
    words = words_of(text)
    counts = [(n, len(_begins(words, term))) for n, term in enumerate(terms)]
    return [_Said(term=n, key=whose, whose=whose, times=times) for n, times in counts if times]


def _begins(words: Sequence[str], term: Leaf) -> list[int]:
    """Where a term begins, each place once."""
    length = len(term.words)
    return [at for at in range(len(words) - length + 1) if len(found_in(words[at : at + length], [term])) == length]


def _called(term: Leaf) -> str:
    """A term as somebody typed it."""
    said = " ".join(term.words)
    return f"“{said}”" if term.is_phrase else f"{said}*" if term.is_prefix else said
