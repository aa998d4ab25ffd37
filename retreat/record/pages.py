"""What the pages of the record show, gathered into plain values for the templates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.consent.gate import Reader
from retreat.errors import InvalidInput
from retreat.house import House
from retreat.imports.views import bringing
from retreat.log.models import Note
from retreat.log.note_words import KIND_WORDS
from retreat.log.written import ReadNote, notes_by_prompt, notes_of
from retreat.programme.models import DialogueSession
from retreat.programme.queries import SessionView, session_view
from retreat.record.earlier import kept_beside
from retreat.record.timeline import timeline
from retreat.recordings import queries as recordings
from retreat.recordings.admission import send_ticket
from retreat.recordings.beginning import as_typed
from retreat.recordings.limits import FILE_MAX_BYTES
from retreat.recordings.listening import peaks_name
from retreat.recordings.models import READY, SET_ASIDE
from retreat.recordings.storage import LocalStorage
from retreat.search.filters import Filters
from retreat.search.passages import Hit, search_record
from retreat.search.searching import Embed, terms_of
from retreat.search.vectors import known_vectors
from retreat.search.words import spans_of, stem
from retreat.transcripts import reading
from retreat.transcripts.beginning import beginnings
from retreat.transcripts.editing.reviewing import STATES, counts_of
from retreat.transcripts.models import Passage, TranscriptVersion
from retreat.transcripts.opinions.operations import opinions_of
from retreat.transcripts.phrases import FLAGS, STAGES, clock, length_said, voices
from retreat.transcripts.quality.queries import quality_of
from retreat.transcripts.readable import readable
from retreat.transcripts.speakers.seating import seated
from retreat.transcripts.views import ReadTranscript

HITS_ON_A_PAGE = 20
QUERY_MAX_CHARS = 500
_IN_ITS_PLACE = "Another transcript of this sound is read now in place of that one; it is shown here."
_ANOTHER = "The transcript of this link is not here any more; another one is shown."


def record_page(
    house: House,
    db: Session,
    reader: Reader,
    session_id: str,
    transcript_id: str | None,
    page: int | None,
    passage_id: str | None,
    turn: int | None = None,
) -> dict[str, Any]:
    """Everything on the page of one session's record."""
    session = session_view(db, session_id)
    sounds = recordings.recordings_of(db, session_id)
    versions = reading.transcripts_of(db, session_id)
    aimed = _passage(db, reader, session_id, passage_id)
    chosen = _chosen(db, versions, aimed.transcript_id if aimed else transcript_id)
    number = page or _page_of(db, chosen, aimed, turn)
    transcript = reading.read_transcript(db, reader, chosen, number) if chosen else None
    notes = notes_of(db, reader, session_id)
    ready = [one for one in sounds if one.duration_s]
    return {
        "session": session,
        "sounds": [one for one in sounds if one.state not in (READY, SET_ASIDE)],
        "bring": bringing(db, session),
        "put_aside": [one for one in sounds if one.state == SET_ASIDE],
        "versions": versions,
        "kept_beside": kept_beside(db, chosen) if chosen else (),
        "instead": _instead(db, session_id, transcript_id, chosen) if aimed is None else None,
        "transcript": transcript,
        "counts": counts_of(db, chosen.id) if chosen else None,
        "states": STATES,
        "aimed": aimed.id if aimed else None,
        "beside": _beside(transcript, notes),
        "opinions": opinions_of(db, chosen.id) if chosen else {},
        "quality": quality_of(db, chosen) if chosen else None,
        "prompts": notes_by_prompt(db, session_id, notes),
        "groupings": reading.groupings_of(db, reader, chosen.id) if chosen else [],
        "timeline": timeline(
            [(one.id, _label(session, one), one.started_at, one.duration_s or 0.0) for one in ready],
            [(note.id, note.at) for note in notes],
        ),
        "beginnings": beginnings(session, sounds, _label),
        "opened": as_typed(session.opened_at) if session.opened_at else "",
        "ended": as_typed(session.ended_at) if session.ended_at else "",
        "tables": {table.id: table.name for table in session.tables},
        "seated": seated(db, session_id),
        "has_peaks": _has_peaks(house, transcript),
        "stages": STAGES,
        "flags": FLAGS,
        "kinds": KIND_WORDS,
        "boot": {
            "session_id": session_id,
            "ticket": send_ticket(house, session_id),
            "max_bytes": FILE_MAX_BYTES,
            "stages": dict(STAGES),
        },
        "clock": clock,
        "length": length_said,
        "voices": voices,
    }


def _label(session: SessionView, one: recordings.RecordingView) -> str:
    names = {table.id: table.name for table in session.tables}
    return names.get(one.table_id or "", one.filename or "The room")


def _passage(db: Session, reader: Reader, session_id: str, passage_id: str | None) -> Passage | None:
    if not passage_id:
        return None
    return db.scalars(
        select(Passage)
        .outerjoin(Note, Note.id == Passage.note_id)
        .where(Passage.id == passage_id, Passage.session_id == session_id, readable(reader))
    ).first()


def _chosen(db: Session, versions: list[TranscriptVersion], wanted: str | None) -> TranscriptVersion | None:
    """What was asked for; where it was replaced, what took its place; else the first."""
    asked = db.get(TranscriptVersion, wanted) if wanted else None
    sound = asked.recording_id if asked else None
    follows = [row for row in versions if sound is not None and row.recording_id == sound]
    return next((row for row in versions if row.id == wanted), next(iter(follows or versions), None))


def _instead(db: Session, session_id: str, wanted: str | None, chosen: TranscriptVersion | None) -> str | None:
    """What to say where another transcript is shown than the one that a link asked for."""
    if not wanted or chosen is None or chosen.id == wanted:
        return None
    asked = db.get(TranscriptVersion, wanted)
    if asked is not None and asked.session_id == session_id and asked.recording_id == chosen.recording_id is not None:
        return _IN_ITS_PLACE
    return _ANOTHER


def _page_of(db: Session, chosen: TranscriptVersion | None, aimed: Passage | None, turn: int | None) -> int:
    """The page on which stands what was asked for; else the first."""
    if aimed is not None:
        return reading.page_of_passage(db, aimed)
    return 1 if chosen is None or turn is None else reading.page_of_turn(db, chosen.id, turn)


def _beside(transcript: ReadTranscript | None, notes: list[ReadNote]) -> dict[int, list[ReadNote]]:
    """Each note stands beside the turn during which it was written, by the turn's place on the page."""
    if transcript is None:
        return {}
    timed = [(place, turn.at) for place, turn in enumerate(transcript.turns) if turn.at is not None]
    beside: dict[int, list[ReadNote]] = {}
    if not timed or transcript.duration_s is None:
        return {}
    ends = max(turn.end_ms or 0 for turn in transcript.turns) / 1000 + 30
    for note in notes:
        if note.table_id and transcript.table_id and note.table_id != transcript.table_id:
            continue
        into_s = (note.at - transcript.started_at).total_seconds()
        if timed[0][1] <= note.at and into_s <= ends:
            place = max(place for place, at in timed if at <= note.at)
            beside.setdefault(place, []).append(note)
    return beside


def _has_peaks(house: House, transcript: ReadTranscript | None) -> bool:
    if transcript is None or transcript.recording_id is None:
        return False
    return LocalStorage(house.storage).size_bytes(peaks_name(transcript.recording_id)) is not None


def typed_in(asked: Mapping[str, str]) -> str:
    """What was typed into the search field."""
    return asked.get("q", "").strip()[:QUERY_MAX_CHARS]


def search_page(house: House, reader: Reader, asked: Mapping[str, str], embed: Embed | None) -> dict[str, Any]:
    """Everything on the page of a search; ``told`` says why nothing was looked for."""
    typed = typed_in(asked)
    try:
        filters, told = _filters(asked), None
    except InvalidInput as refused:
        filters, told = Filters(), refused.tell

    with house.database.read() as db:
        sessions = db.execute(
            select(DialogueSession.id, DialogueSession.title).order_by(DialogueSession.created_at.desc())
        ).all()
        hits = search_record(
            db,
            typed if told is None else "",
            reader=reader,
            vectors=known_vectors(house.settings.data),
            embed=embed,
            filters=filters,
            limit=HITS_ON_A_PAGE,
        )
    stems = {stem(term) for term in terms_of(typed)}
    return {
        "typed": typed,
        "told": told,
        "asked": asked,
        "sessions": [(row.id, row.title) for row in sessions],
        "hits": [(hit, marked(hit.text, stems)) for hit in hits],
        "is_narrowed": filters != Filters(),
        "clock": clock,
        "listen_at": _listen_at,
        "voices": voices,
    }


def _filters(asked: Mapping[str, str]) -> Filters:
    """What the page's form says."""
    return Filters(
        session_id=asked.get("session") or None,
        kind=asked.get("kind") if asked.get("kind") in ("spoken", "written") else None,
        speaker=asked.get("speaker", "").strip() or None,
        since=_day(asked.get("since")),
        until=_day(asked.get("until"), is_last=True),
    )


def _listen_at(hit: Hit) -> str:
    """Seconds for ``#t=``, a moment before the word so that it is not cut off."""
    return f"{max((hit.play_ms or 0) - 200, 0) / 1000:.1f}"


def marked(text: str, stems: set[str]) -> list[tuple[str, bool]]:
    """The text in parts, those that were looked for marked."""
    parts: list[tuple[str, bool]] = []
    at = 0
    for word, start, end in spans_of(text):
        if stem(word) in stems:
            parts += [(text[at:start], False), (text[start:end], True)]
            at = end
    return [part for part in [*parts, (text[at:], False)] if part[0]]


def _day(text: str | None, *, is_last: bool = False) -> datetime | None:
    """The moment at which a day begins on this machine's clock or, of the last one, the moment after it."""
    if not text:
        return None
    try:
        day = datetime.strptime(text, "%Y-%m-%d") + timedelta(days=is_last)  # noqa: DTZ007 - a day, not yet a moment
        return day.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise InvalidInput(f"“{text[:20]}” is not a day. Please write it like 2026-11-28.") from error
