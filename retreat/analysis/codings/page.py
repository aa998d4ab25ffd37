"""The page on which a session, or a narrative, is coded: its words in blocks, its codings, the stripes over all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from retreat.analysis.acts.acting import head_of
from retreat.analysis.approaches import approach_of
from retreat.analysis.codebook.queries import codebook_of, staff_of
from retreat.analysis.codings.operations import blind_in
from retreat.analysis.codings.queries import Mark, marks_of_narrative, marks_of_session
from retreat.consent.gate import Reader
from retreat.log.makings import made_in
from retreat.log.signing import signatures
from retreat.log.written import prompt_texts
from retreat.programme.narratives.queries import narrative_view
from retreat.programme.queries import session_view
from retreat.transcripts import reading
from retreat.transcripts.phrases import FLAGS, length_said, sound_time, voices
from retreat.transcripts.setting.running import Heading, headings
from retreat.transcripts.spoken import sound_to_play
from retreat.transcripts.views import ReadTurn
from retreat.transcripts.voices import voice_called

WRITTEN = "written"


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One word on the page: of a transcript with its number, or of a written text with its code points."""

    text: str
    n: int | None = None
    cell: int | None = None
    first_cp: int | None = None
    last_cp: int | None = None
    start_ms: int | None = None
    end_ms: int | None = None
    is_doubtful: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A turn, a note or a paragraph. ``source`` names what its words are of, as the wire does.

    Attributes:
        heading: The step or question that begins before it.
        doubts: What the machine was unsure of, in words, where nobody has checked it.
        question: What was written answers it.
    """

    source: str
    name: str
    when: str
    start_ms: int | None
    tokens: tuple[Token, ...]
    is_withheld: bool = False
    heading: Heading | None = None
    doubts: tuple[str, ...] = ()
    question: str = ""


def coding_page(db: Session, reader: Reader, session_id: str, asked: dict[str, str]) -> dict[str, Any]:
    """Everything that the page of a session needs."""
    session = session_view(db, session_id)
    versions = reading.transcripts_of(db, session_id)
    shows_written = asked.get("show") == WRITTEN or not versions
    chosen = (
        None if shows_written else next((one for one in versions if one.id == asked.get("transcript")), versions[0])
    )
    page, pages, words = 1, 1, 0
    plays: str | None = None
    if chosen is not None:
        wanted = int(asked["page"]) if asked.get("page", "").isdecimal() else 1
        read = reading.read_transcript(db, reader, chosen, wanted)
        page, pages, plays = read.page, read.pages, sound_to_play(db, chosen.recording_id)
        others = [one for one in versions if one.id != chosen.id]
        heads = headings(db, reader, session, read.turns, others)
        blocks = [
            _of_turn(chosen.id, turn, heads.get(at))
            for at, turn in enumerate(read.turns)
            if turn.words or turn.is_withheld
        ]
        words = read.pages * reading.WORDS_ON_A_PAGE if pages > 1 else _words_on(blocks)
    else:
        blocks = _written(db, reader, session_id)
    marks = marks_of_session(db, reader, session_id)
    return _page(db, reader, session.programme_id, blocks, marks) | {
        "session": session,
        "narrative": None,
        "versions": versions,
        "chosen": chosen,
        "tables": {table.id: table.name for table in session.tables},
        "page": page,
        "pages": pages,
        "plays": plays,
        "words": words,
        "blind": blind_in(db, staff_of(reader) or "", session_id),
        "has_written": shows_written or bool(made_in(db, reader, session_id)),
        "here": f"/sessions/{session_id}/code",
        "length": length_said,
    }


def narrative_page(db: Session, reader: Reader, programme_id: str, narrative_id: str) -> dict[str, Any]:
    """Everything that the page of a narrative needs."""
    found = narrative_view(db, programme_id, narrative_id)
    source = f"narrative:{found.text_id}"
    blocks = [
        Block(source=source, name="", when="", start_ms=None, tokens=_tokens(found.text[first:last], first))
        for first, last in _paragraphs(found.text)
    ]
    marks = marks_of_narrative(db, reader, found.text_id)
    return _page(db, reader, programme_id, blocks, marks) | {
        "session": None,
        "narrative": found,
        "versions": (),
        "chosen": None,
        "tables": {},
        "page": 1,
        "pages": 1,
        "plays": None,
        "words": 0,
        "blind": None,
        "has_written": False,
        "here": f"/desk/programmes/{programme_id}/narratives/{narrative_id}/code",
        "length": length_said,
    }


def _page(
    db: Session, reader: Reader, programme_id: str, blocks: Sequence[Block], marks: Sequence[Mark]
) -> dict[str, Any]:
    codes = codebook_of(db, reader, programme_id)
    return {
        "programme_id": programme_id,
        "blocks": blocks,
        "codes": codes,
        "approach": approach_of(db, programme_id),
        "boot": {
            "codes": [code.to_json() for code in codes],
            "marks": [mark.to_json() for mark in marks],
            "head": head_of(db, programme_id),
        },
        "sound_time": sound_time,
        "voices": voices,
    }


def _of_turn(transcript_id: str, turn: ReadTurn, heading: Heading | None) -> Block:
    return Block(
        source=f"words:{transcript_id}",
        name=voice_called(turn.name) if turn.name else "",
        when=sound_time(turn.start_ms),
        start_ms=turn.start_ms,
        tokens=tuple(
            Token(
                text=word.text,
                n=word.n,
                cell=word.n if not word.added else None,
                start_ms=word.start_ms,
                end_ms=word.end_ms,
                is_doubtful=word.is_doubtful and turn.has_doubts,
            )
            for word in turn.words
        ),
        is_withheld=turn.is_withheld,
        heading=heading,
        doubts=_doubts(turn),
    )


def _doubts(turn: ReadTurn) -> tuple[str, ...]:
    flags = [FLAGS[flag] for flag in turn.flags if flag in FLAGS] if turn.has_doubts else []
    return (*flags, *(("perhaps somebody else",) if turn.is_speaker_doubtful else ()))


def _written(db: Session, reader: Reader, session_id: str) -> list[Block]:
    made = [one for one in made_in(db, reader, session_id) if one.text]
    signed, asked = signatures(db, [one.id for one in made]), prompt_texts(db, session_id)
    return [
        Block(
            source=f"made:{one.id}",
            name=", ".join(filter(None, (one.making.title, signed.get(one.id)))),
            when=one.at.astimezone().strftime("%H:%M"),
            start_ms=None,
            tokens=_tokens(one.text),
            question=asked.get(one.prompt_id or "", ""),
        )
        for one in made
    ]


def _tokens(text: str, begins: int = 0) -> tuple[Token, ...]:
    """The words of a text with their code points."""
    found: list[Token] = []
    at = 0
    for word in text.split():
        at = text.index(word, at)
        found.append(Token(text=word, first_cp=begins + at, last_cp=begins + at + len(word)))
        at += len(word)
    return tuple(found)


def _paragraphs(text: str) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    at = 0
    for line in text.split("\n"):
        if line.strip():
            found.append((at, at + len(line)))
        at += len(line) + 1
    return found


def _words_on(blocks: Sequence[Block]) -> int:
    return 1 + max((token.cell for block in blocks for token in block.tokens if token.cell is not None), default=0)
