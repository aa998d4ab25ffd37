"""The codebook, codings and memos of a bundle as tables; each coding with its words, so that it is a quote. Pure."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from retreat.export.bundle import Account, Bundle, Cell, SaidTurn, SessionPart, Sheet, SpokenWord, Transcript, Written
from retreat.export.ports import Code, Coding
from retreat.export.qda.losses import lost_said
from retreat.export.writers.sentences import withheld_said

CODES = ("code", "code_name", "code_path", "parent", "code_meaning", "colour")
CODINGS = (
    "session_id",
    "session",
    "coding",
    "code",
    "code_name",
    "source",
    "id",
    "table",
    "speaker",
    "sector",
    "role",
    "question",
    "start_ms",
    "end_ms",
    "start_cp",
    "end_cp",
    "words",
    "coder",
    "coded_at",
)
NARRATIVES = ("narrative", "title", "brought_by", "written_at", "words")
MEMOS = ("memo", "words", "coder", "written_at", "about_a", "about_id")
_GAP = "[…]"
_Row = tuple[Cell, ...]


@dataclass(frozen=True)
class _Spoken:
    """A transcript, to find words in by their number."""

    one: Transcript

    @cached_property
    def said(self) -> Sequence[tuple[SpokenWord, SaidTurn]]:
        found = [(word, turn) for turn in self.one.turns for word in turn.words]
        return sorted(found, key=lambda pair: pair[0].n)

    @cached_property
    def numbers(self) -> Sequence[int]:
        return [word.n for word, _turn in self.said]

    def between(self, first: int, last: int) -> Sequence[tuple[SpokenWord, SaidTurn]]:
        return self.said[bisect_left(self.numbers, first) : bisect_right(self.numbers, last)]


def analysis_sheets(bundle: Bundle) -> list[Sheet]:
    """The tables of narratives, codes, codings and memos that have any rows."""
    names = {one.id: one.name for one in bundle.analysis.coders}
    sheets = (
        Sheet(name="codes", title="The codebook", columns=CODES, rows=tuple(_codes(bundle.analysis.codes))),
        Sheet(name="narratives", title="Outcome narratives", columns=NARRATIVES, rows=tuple(_accounts(bundle))),
        _codings_sheet(bundle, names),
        Sheet(
            name="memos",
            title="Memos that the team shares",
            columns=MEMOS,
            rows=tuple(_memos(bundle, names)),
            caution="A memo about several things has a row for each.",
        ),
    )
    return [one for one in sheets if one.rows]


def codings_lost(bundle: Bundle) -> int:
    """How many codings have no row in the tables."""
    return bundle.analysis.unplaced + len(bundle.analysis.codings) - len(list(_codings(bundle, {})))


def losses_of(bundle: Bundle) -> list[str]:
    """What the tables lack, in sentences."""
    lost = codings_lost(bundle)
    return [*withheld_said(bundle), *([lost_said(lost)] if lost else [])]


def _codings_sheet(bundle: Bundle, names: Mapping[str, str]) -> Sheet:
    lost = codings_lost(bundle)
    return Sheet(
        name="codings",
        title="Quotes with their codes",
        columns=CODINGS,
        rows=tuple(_codings(bundle, names)),
        caution=lost_said(lost) if lost else "",
    )


def _accounts(bundle: Bundle) -> Iterator[_Row]:
    for one in bundle.accounts:
        yield one.id, one.title, one.by or None, _at(one.at), one.text


def _codes(codes: Sequence[Code]) -> Iterator[_Row]:
    by_id = {one.id: one for one in codes}
    for one in codes:
        yield one.id, one.name, " > ".join(_path(one, by_id)), one.parent_id, one.description, one.color


def _path(code: Code, by_id: Mapping[str, Code]) -> list[str]:
    path, seen = [code.name], {code.id}
    while (parent := by_id.get(code.parent_id or "")) is not None and parent.id not in seen:
        seen.add(parent.id)
        path.insert(0, parent.name)
        code = parent
    return path


def _codings(bundle: Bundle, names: Mapping[str, str]) -> Iterator[_Row]:
    codes = {one.id: one.name for one in bundle.analysis.codes}
    spoken = {one.id: (session, _Spoken(one)) for session in bundle.sessions for one in session.transcripts}
    written = {one.id: (session, one) for session in bundle.sessions for one in session.written}
    accounts = {one.id: one for one in bundle.accounts}
    for coding in bundle.analysis.codings:
        session: SessionPart | None
        if coding.on_id in spoken:
            session, talk = spoken[coding.on_id]
            found = _of_talk(coding, talk)
        elif coding.on_id in written:
            session, note = written[coding.on_id]
            found = _of_note(coding, note)
        elif coding.on_id in accounts:
            session, found = None, _of_account(coding, accounts[coding.on_id])
        else:
            continue
        if found is not None:
            code = codes.get(coding.code_id)
            end = (names.get(coding.by or ""), _at(coding.at))
            where = (session.id, session.title) if session else (None, None)
            yield *where, coding.id, coding.code_id, code, *found, *end


def _of_talk(coding: Coding, talk: _Spoken) -> _Row | None:
    """From the source to the words; None where none of its words is in this export."""
    head = ("spoken", talk.one.id, talk.one.table)
    if coding.words is None or not talk.numbers:
        # Levels other than full verbatim have no words that a coding could be placed on.
        return *head, None, None, None, None, None, None, None, None, None
    said = talk.between(*coding.words)
    if not said:
        return None
    turns = list({turn.number: turn for _word, turn in said}.values())
    voices = [talk.one.voice(turn.voice) for turn in turns]
    starts = [word.start_ms for word, _turn in said if word.start_ms is not None]
    ends = [word.end_ms for word, _turn in said if word.end_ms is not None]
    return (
        *head,
        _each(turn.name for turn in turns),
        _each(voice.sector for voice in voices if voice),
        _each(voice.role for voice in voices if voice),
        turns[0].question,
        min(starts, default=None),
        max(ends, default=None),
        None,
        None,
        _quoted(said, *coding.words),
    )


def _quoted(said: Sequence[tuple[SpokenWord, SaidTurn]], first: int, last: int) -> str:
    """The words, with a sign wherever some between them are not in this export."""
    parts = [_GAP] if said[0][0].n > first else []
    before = said[0][0].n
    for word, _turn in said:
        if word.n > before + 1:
            parts.append(_GAP)
        parts.append(word.text)
        before = word.n
    return " ".join([*parts, _GAP] if before < last else parts)


def _of_note(coding: Coding, note: Written) -> _Row | None:
    part = _part(coding, note.text)
    head = ("written", note.id, note.table, note.by, None, None, note.question, None, None)
    return None if part is None else (*head, *part)


def _of_account(coding: Coding, one: Account) -> _Row | None:
    part = _part(coding, one.text)
    return None if part is None else ("narrative", one.id, *(None,) * 7, *part)


def _part(coding: Coding, text: str) -> tuple[int, int, str] | None:
    first, last = coding.text or (0, len(text))
    first, last = max(0, first), min(len(text), last)
    return (first, last, text[first:last]) if first < last else None


def _memos(bundle: Bundle, names: Mapping[str, str]) -> Iterator[_Row]:
    codes = {one.id for one in bundle.analysis.codes}
    for one in bundle.analysis.memos:
        for about in one.on_ids or (None,):
            kind = None if about is None else "code" if about in codes else "coding"
            yield one.id, one.text, names.get(one.by or ""), _at(one.at), kind, about


def _each(names: Iterator[str | None]) -> str | None:
    return "; ".join(dict.fromkeys(name for name in names if name)) or None


def _at(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).isoformat()
