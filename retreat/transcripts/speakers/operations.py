"""Changes to the voices of a transcript: names, merges, splits, spans, matches; and undoing them.

Each act is compared with the state that its author saw, is stored as a `SpeakerChange` that can be undone, and
rebuilds passages in the same transaction.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.consent.queries import sound_is_allowed
from retreat.errors import InvalidInput, NotFound
from retreat.people.models import SeatRow
from retreat.people.queries import people_of
from retreat.people.schemas import described
from retreat.programme.events import event_of, sector_meant
from retreat.transcripts.carrying.carrying import Spread, refuse_stale, spread, spread_of
from retreat.transcripts.editing.operations import Who
from retreat.transcripts.editing.revisions import keep_first_revision
from retreat.transcripts.listeners import words_changed
from retreat.transcripts.models import RecordedTurn, SpeakerChange
from retreat.transcripts.speakers.cases import Case
from retreat.transcripts.speakers.given_turns import (
    Cut,
    Target,
    cut_off,
    forget_voice,
    give_rows,
    put_turns_back,
    refuse_to_put_back,
    set_ends,
)
from retreat.transcripts.speakers.moved import tell_moved, whose_turns
from retreat.transcripts.speakers.state import (
    DESCRIBED,
    MATCHED,
    MERGED,
    NAMED,
    SeenVoices,
    clean_name,
    held,
    keep_change,
    label_allowed,
    told,
    voice_of,
)
from retreat.transcripts.speakers.turn_parts import words_of_turn
from retreat.transcripts.voices import parts_of


def name_voice(db: Session, seen: SeenVoices, label: str, name: str, who: Who) -> None:
    """Name a voice, everywhere; an empty name removes the name.

    Raises:
        SpeakersChanged: Somebody has changed the voices in the meantime.
        InvalidInput: The name cannot be used.
    """
    transcript_id = held(db, seen)
    voice = voice_of(db, transcript_id, label)
    clean = clean_name(name)
    if (voice.name or "") == clean and voice.participant_id is None:
        return
    before, was = told(voice), voice.participant_id
    # A name that differs from what attribution allows ends the match: the two would contradict each other.
    voice.name, voice.participant_id = clean or None, None
    keep_change(db, transcript_id, NAMED, who, before={"voices": before}, after={"voices": told(voice)})
    words_changed(db, transcript_id)
    tell_moved(db, transcript_id, [(was, None)])


def describe_voice(db: Session, seen: SeenVoices, label: str, case: Case, who: Who) -> None:
    """Set a voice's sector and role; an empty field removes the value.

    A sector of the programme's list is spelled as in the list, any other in the person's own words.

    Raises:
        SpeakersChanged: Somebody changed the voices meanwhile.
        InvalidInput: One of them is too long, or the voice is matched and has its participant's.
    """
    transcript_id = held(db, seen)
    voice = voice_of(db, transcript_id, label)
    if voice.participant_id is not None:
        raise InvalidInput("This voice is matched to a person, so it has the sector and role of that person.")
    sector, role = described(case.sector, field="sector"), described(case.role, field="role")
    sector = sector and sector_meant(db, event_of(db, seen.session_id) or "", sector)
    if (voice.sector, voice.role) == (sector, role):
        return
    before = told(voice)
    voice.sector, voice.role = sector, role
    keep_change(db, transcript_id, DESCRIBED, who, before={"voices": before}, after={"voices": told(voice)})


def match_voice(
    db: Session, seen: SeenVoices, label: str, participant_id: str | None, who: Who, plan: Spread | None = None
) -> None:
    """Match a voice to a person, or undo that with None. The name shown is what their attribution allows.

    Args:
        plan: The voice's words in other versions of the talk, if they were found before this transaction.
    Raises:
        Stale: The plan is out of date.
        NotFound: There is nobody with that id in this session, or they did not agree to sound and its text.
    """
    transcript_id = held(db, seen)
    voice = voice_of(db, transcript_id, label)
    if voice.participant_id == participant_id:
        return
    others = plan or spread_of(db, transcript_id, label)
    refuse_stale(db, others)
    before, was = told(voice), voice.participant_id
    voice.name = None
    if participant_id is not None:
        is_here = db.scalar(people_of(seen.session_id).where(SeatRow.participant_id == participant_id))
        if not is_here or not sound_is_allowed(db, participant_id):
            raise NotFound("This person cannot be chosen. Please choose somebody from the list.")
        voice.name = label_allowed(db, seen.session_id, participant_id)
    voice.participant_id = participant_id
    keep_change(db, transcript_id, MATCHED, who, before={"voices": before}, after={"voices": told(voice)})
    words_changed(db, transcript_id)
    tell_moved(db, transcript_id, [(was, participant_id)])
    spread(db, others, was, participant_id, now=who.now, ids=who.ids)


def merge_voices(db: Session, seen: SeenVoices, label: str, into: str, who: Who) -> None:
    """Two voices are one person: the second gets the first's turns, and its name, sector and role if it has none."""
    transcript_id = held(db, seen)
    one, other = voice_of(db, transcript_id, label), voice_of(db, transcript_id, into)
    if one is other:
        raise InvalidInput("Please choose another voice to merge this one with.", fields={"into": "is the same voice"})
    before, theirs = told(one) | told(other), one.participant_id
    turns = db.scalars(
        select(RecordedTurn).where(RecordedTurn.transcript_id == transcript_id, RecordedTurn.speaker == label)
    ).all()
    was = {str(turn.n): [turn.speaker, turn.assigned_by] for turn in turns}
    if other.name is None and other.participant_id is None:
        other.name, other.participant_id = one.name, one.participant_id
    one.name, one.participant_id = None, None
    other.sector, other.role = other.sector or one.sector, other.role or one.role
    one.sector, one.role = None, None
    for turn in turns:
        turn.speaker = into
        turn.version += 1
    keep_change(
        db,
        transcript_id,
        MERGED,
        who,
        before={"voices": before, "turns": was},
        after={"voices": told(one) | told(other), "from": label, "to": into},
    )
    db.flush()
    words_changed(db, transcript_id)
    tell_moved(db, transcript_id, [(theirs, other.participant_id)])


def give_turns(db: Session, seen: SeenVoices, turns: Collection[int], target: Target, who: Who) -> str | None:
    """Give these turns to a voice, perhaps a new one. Returns their new label.

    Raises:
        InvalidInput: No turn was chosen.
        NotFound: One of them is no longer there.
    """
    transcript_id = held(db, seen)
    if not turns:
        raise InvalidInput("Please choose at least one turn first.", code="no_turn", fields={"turn": "none was chosen"})
    rows = db.scalars(
        select(RecordedTurn)
        .where(RecordedTurn.transcript_id == transcript_id, RecordedTurn.n.in_(set(turns)))
        .order_by(RecordedTurn.n)
    ).all()
    if len(rows) != len(set(turns)):
        raise NotFound("One of these turns is no longer there. Please look again.")
    return give_rows(db, transcript_id, rows, target, who)


def give_voice(db: Session, seen: SeenVoices, label: str, target: Target, who: Who) -> str | None:
    """Give all turns of a voice to another voice, or to nobody known."""
    transcript_id = held(db, seen)
    voice_of(db, transcript_id, label)
    rows = db.scalars(
        select(RecordedTurn).where(RecordedTurn.transcript_id == transcript_id, RecordedTurn.speaker == label)
    ).all()
    return give_rows(db, transcript_id, rows, target, who, with_revisions=False)


def give_span(db: Session, seen: SeenVoices, turn: int, span: tuple[int, int], target: Target, who: Who) -> str | None:
    """Give a part of a turn, from one word to another, to another voice: the turn is cut there, the words stay.

    Raises:
        InvalidInput: The words are not in this turn, or the last comes before the first.
    """
    transcript_id = held(db, seen)
    row = db.get(RecordedTurn, (transcript_id, turn))
    if row is None:
        raise NotFound("This turn is no longer there. Please look again.")
    words = words_of_turn(db, transcript_id, turn)
    try:
        before, inside, after = parts_of([word.n for word in words], *span)
    except ValueError as error:
        raise InvalidInput(
            "Please choose two words of this turn, the first before the last.",
            code="no_span",
            fields={"last": "is not after the first"},
        ) from error
    if not before and not after:
        return give_rows(db, transcript_id, [row], target, who)
    by_number, ends = {word.n: word for word in words}, (row.start_ms, row.end_ms)
    keep_first_revision(db, row, [word for word in words if not word.removed])
    made: list[RecordedTurn] = []
    for part in (inside, after):
        if part and (before or part is not inside):
            made.append(cut_off(db, row, [by_number[n] for n in part]))
    set_ends(row, words_of_turn(db, transcript_id, turn))
    cut = Cut(turn=turn, made=tuple(new.n for new in made), ends=ends)
    return give_rows(db, transcript_id, [made[0] if before else row], target, who, cut=cut)


def undo_latest(db: Session, seen: SeenVoices, who: Who) -> None:
    """Undo the latest change that has not been undone.

    Raises:
        NotFound: There is none.
        NotPermitted: It concerns a voice whose words are withheld.
    """
    transcript_id = held(db, seen)
    change = db.scalars(
        select(SpeakerChange)
        .where(SpeakerChange.transcript_id == transcript_id, SpeakerChange.undone_at.is_(None))
        .order_by(SpeakerChange.number.desc())
    ).first()
    if change is None:
        raise NotFound("There is nothing to undo.")
    voices = {label: voice_of(db, transcript_id, label) for label in change.before.get("voices", {})}
    was = whose_turns(db, transcript_id)
    refuse_to_put_back(db, change)
    change.undone_at = who.now
    put_turns_back(db, change, who)
    for label, (name, participant_id, *described_as) in change.before.get("voices", {}).items():
        voices[label].name, voices[label].participant_id = name, participant_id
        if described_as:  # a change from before there were sectors and roles has none
            voices[label].sector, voices[label].role = described_as
    db.flush()
    forget_voice(db, transcript_id, change.after.get("made"))
    words_changed(db, transcript_id)
    now = whose_turns(db, transcript_id)
    tell_moved(db, transcript_id, [(person, now.get(turn)) for turn, person in was.items()])
