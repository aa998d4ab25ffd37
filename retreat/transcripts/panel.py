"""What was said, on the record's page: one transcript, page by page, with the notes of that time beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from retreat.house import House
from retreat.log.makings import made_in
from retreat.log.written import prompt_texts
from retreat.recordings.listening import peaks_name
from retreat.recordings.storage import LocalStorage
from retreat.transcripts import reading
from retreat.transcripts.aiming import (
    Aim,
    Instead,
    aimed_words,
    chosen_version,
    marked_words,
    page_asked_for,
    shown_instead,
    told_of,
    transcript_of_sound,
)
from retreat.transcripts.anchors.anchors import has_unplaced
from retreat.transcripts.citing.attribution import cited_as
from retreat.transcripts.earlier import kept_beside
from retreat.transcripts.editing.reviewing import STATES, counts_of
from retreat.transcripts.opinions.beside import opinions_beside
from retreat.transcripts.phrases import FLAGS, length_said, sound_time, voices
from retreat.transcripts.quality.queries import quality_of
from retreat.transcripts.setting.beside import ticks
from retreat.transcripts.setting.numbering import numbers_of, run_in
from retreat.transcripts.setting.running import headings
from retreat.transcripts.speakers.cases import Case, cases_of
from retreat.transcripts.speakers.pages import targets_of
from retreat.transcripts.speakers.state import state_of
from retreat.transcripts.spoken import sound_to_play
from retreat.transcripts.versions.models import TranscriptVersion
from retreat.transcripts.views import ReadTranscript, ReadTurn
from retreat.web.asked import number
from retreat.web.margin import SLOTS, Leaf, beside, margins
from retreat.web.panels import Panel, Visit, register


def _has(visit: Visit) -> bool:
    return bool(reading.transcripts_of(visit.db, visit.session_id))


def _aims(visit: Visit) -> str | None:
    return "transcript" if visit.asked.keys() & {"transcript", "recording", "words", "page", "turn"} else None


def _gather(visit: Visit) -> Mapping[str, Any]:
    db, reader, asked = visit.db, visit.reader, visit.asked
    versions = reading.transcripts_of(db, visit.session_id)
    wanted = asked.get("transcript") or transcript_of_sound(versions, asked.get("recording"))
    aim = aimed_words(db, visit.session_id, asked.get("words"))
    chosen = chosen_version(db, versions, aim.transcript_id if aim else wanted)
    if chosen is None:
        return {"versions": (), "transcript": None}
    page = number(asked.get("page")) or page_asked_for(db, chosen, aim, number(asked.get("turn")))
    transcript = reading.read_transcript(db, reader, chosen, page)
    marked = marked_words(db, transcript.sight, aim) if aim else frozenset()
    plays = sound_to_play(db, chosen.recording_id)
    others = [row for row in versions if row.id != chosen.id]
    made = made_in(db, reader, visit.session_id) if plays else ()
    return {
        "versions": versions,
        "kept_beside": kept_beside(db, chosen),
        "instead": _told(visit, chosen, wanted, aim, marked, transcript),
        "transcript": transcript,
        "came_as": chosen.options.get("came_as"),
        "counts": counts_of(db, chosen.id),
        "states": STATES,
        "marked": marked,
        "has_unplaced": has_unplaced(db, visit.session_id),
        "slots": SLOTS,
        "margin": beside(visit, _leaf(transcript)),
        "styles": [sheet for one in margins() for sheet in one.styles],
        "scripts": [script for one in margins() for script in one.scripts],
        "headings": headings(db, reader, visit.session, transcript.turns, others),
        "run_in": run_in(transcript.turns),
        "numbers": numbers_of(db, transcript.sight),
        "cited": cited_as(db, chosen),
        "ticks": ticks(made, transcript.table_id, transcript.started_at, transcript.duration_s),
        "boot": {
            "prompts": prompt_texts(db, visit.session_id),
            "voices": targets_of(db, chosen.id, but=""),
            "seen": state_of(db, chosen.id),
        },
        "cases": _cases(transcript, cases_of(db, chosen)),
        "opinions": opinions_beside(db, reader, transcript.sight),
        "quality": quality_of(db, chosen),
        "tables": {table.id: table.name for table in visit.session.tables},
        "plays": plays,
        "has_peaks": _has_peaks(visit.house, plays),
        "flags": FLAGS,
        "sound_time": sound_time,
        "length": length_said,
        "voices": voices,
    }


def _told(
    visit: Visit,
    chosen: TranscriptVersion,
    wanted: str | None,
    aim: Aim | None,
    marked: frozenset[int],
    transcript: ReadTranscript,
) -> Instead | None:
    if aim is not None:
        return told_of(aim, marked, transcript.sight, visit.db)
    return shown_instead(visit.db, visit.session_id, wanted, chosen)


def _leaf(transcript: ReadTranscript) -> Leaf:
    return Leaf(
        transcript_id=transcript.id,
        table_id=transcript.table_id,
        started_at=transcript.started_at,
        words=[[word.n for word in turn.words] for turn in transcript.turns],
        starts_ms=[[word.start_ms for word in turn.words] for turn in transcript.turns],
    )


def _cases(transcript: ReadTranscript, cases: Mapping[str, Case]) -> dict[int, str]:
    """Sector and role, by the number of the turn in which a voice first speaks on the page."""
    first: dict[str, ReadTurn] = {}
    for turn in transcript.turns:
        first.setdefault(turn.speaker or "", turn)
    # A voice whose name may not be shown is already called by its sector or role.
    return {
        turn.n: cases[label].said for label, turn in first.items() if label in cases and cases[label].said != turn.name
    }


def _has_peaks(house: House, plays: str | None) -> bool:
    return plays is not None and LocalStorage(house.storage).size_bytes(peaks_name(plays)) is not None


TRANSCRIPT = register(
    Panel(
        page="record",
        name="transcript",
        title="Transcript",
        place=10,
        template="record/_transcript.html",
        has=_has,
        gather=_gather,
        aims=_aims,
        scripts=(
            "record/player.js",
            "record/editor.js",
            "record/told.js",
            "record/margin.js",
            "record/pages.js",
            "record/quoting.js",
        ),
        styles=("quality.css", "checking.css", "opinion.css", "book.css"),
    )
)
