"""Which passages a reader may search is kept between searches; it must never differ from what the gate says now."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import delete, event, insert, select, update
from sqlalchemy.orm import Session

from retreat.consent.gate import OutsideReader, Owner, Reader, StaffReader
from retreat.consent.models import ConsentAnswer
from retreat.database import Database
from retreat.log.models import Note, Words
from retreat.people.models import Member, Participant
from retreat.programme.models import DialogueSession, Event, Programme
from retreat.search.filters import Filters, voices_wanted
from retreat.search.models import CURRENT, SPOKEN, SUPERSEDED, WRITTEN, Passage, PassageVoice
from retreat.search.reach import forgetting
from retreat.search.reach.models import ReachChange
from retreat.search.reach.scope import scope_of
from retreat.search.readable import readable
from retreat.search.texts.held import texts_of
from retreat.search.years.making import BEGAN, ROLES, SECTORS, STAFF_ID, make_years
from retreat.transcripts.models import RecordedSpeaker

pytestmark = pytest.mark.both_engines

STAFF = StaffReader(staff_id=STAFF_ID)
READERS: list[Reader] = [Owner(), STAFF, StaffReader(staff_id=STAFF_ID, as_asked=True), OutsideReader(use="quote")]
PASSAGES = 420
CUT_AWAY = 3


@pytest.fixture
def years(database: Database) -> Database:
    """Three sessions at one event, and one programme beside it that nobody belongs to."""
    make_years(database, PASSAGES)
    database.write(lambda db: db.add(Programme(id="other", title="Another", created_at=BEGAN)))
    database.write(lambda db: db.execute(update(Passage).where(Passage.number == CUT_AWAY).values(state=SUPERSEDED)))
    return database


def reached(database: Database, reader: Reader, filters: Filters = Filters()) -> set[int]:  # noqa: B008 - frozen
    with database.read() as db:
        texts = texts_of(db)
        return set(texts.kept.numbers[scope_of(db, texts, reader, filters, voices_wanted(db, filters))].tolist())


def gated(database: Database, reader: Reader) -> set[int]:
    with database.read() as db:
        return set(db.scalars(select(Passage.number).where(readable(reader), Passage.text != "")))


def a_note(db: Session) -> str:
    return db.scalars(select(Note.id).where(Note.share == "everyone", Note.removed_at.is_(None))).first() or ""


def a_speaker(db: Session) -> str:
    refused = select(ConsentAnswer.participant_id).where(ConsentAnswer.answer == "no")
    asked = select(PassageVoice.participant_id).where(PassageVoice.participant_id.not_in(refused))
    return db.scalars(asked.order_by(PassageVoice.number)).first() or ""


def answered(db: Session, person: str, purpose: str, answer: str) -> None:
    last = db.scalars(
        select(ConsentAnswer.number)
        .where(ConsentAnswer.participant_id == person, ConsentAnswer.purpose == purpose)
        .order_by(ConsentAnswer.number.desc())
    ).first()
    number = (last or 0) + 1
    row = {"id": f"{person}-{purpose}-{number}", "participant_id": person, "purpose": purpose, "number": number}
    more = {"answer": answer, "wording_version": 1, "how": "phone", "at": BEGAN + timedelta(hours=number)}
    db.execute(insert(ConsentAnswer), row | more)


def said_no(db: Session) -> None:
    answered(db, a_speaker(db), "machine_transcription", "no")


def wrote_no(db: Session) -> None:
    author = db.scalar(select(Note.participant_id).where(Note.id == a_note(db))) or ""
    answered(db, author, "notes_kept", "no")


def quotes_no(db: Session) -> None:
    answered(db, a_speaker(db), "quotes", "no")


def answers_went(db: Session) -> None:
    db.execute(delete(ConsentAnswer).where(ConsentAnswer.purpose == "quotes"))


def answer_became_another(db: Session) -> None:
    db.execute(update(ConsentAnswer).where(ConsentAnswer.answer == "no").values(answer="yes"))


def taken_out(db: Session) -> None:
    db.execute(update(Participant).where(Participant.id == a_speaker(db)).values(taken_out_at=BEGAN))


def kept_to_oneself(db: Session) -> None:
    db.execute(update(Note).where(Note.id == a_note(db)).values(share="me"))


def set_aside(db: Session) -> None:
    db.execute(update(Note).where(Note.id == a_note(db)).values(removed_at=BEGAN))


def note_went(db: Session) -> None:
    note_id = a_note(db)
    db.execute(delete(Note).where(Note.id == note_id))
    db.execute(delete(Words).where(Words.target_id == note_id))


def voice_became_somebody_elses(db: Session) -> None:
    refused = db.scalars(
        select(ConsentAnswer.participant_id).where(
            ConsentAnswer.answer == "no", ConsentAnswer.purpose == "audio_recorded"
        )
    ).first()
    voice = db.scalars(select(PassageVoice).where(PassageVoice.participant_id == a_speaker(db))).first()
    assert voice is not None and refused
    db.execute(update(PassageVoice).where(PassageVoice.number == voice.number).values(participant_id=refused))


def voices_went(db: Session) -> None:
    number = db.scalars(select(PassageVoice.number).where(PassageVoice.participant_id == a_speaker(db))).first()
    db.execute(delete(PassageVoice).where(PassageVoice.number == number))


def cut_anew(db: Session) -> None:
    number = db.scalars(select(PassageVoice.number).where(PassageVoice.participant_id == a_speaker(db))).first()
    db.execute(update(Passage).where(Passage.number == number).values(state=SUPERSEDED))


def came_back(db: Session) -> None:
    db.execute(update(Passage).where(Passage.number == CUT_AWAY).values(state=CURRENT))


def left_the_programme(db: Session) -> None:
    db.execute(update(Member).where(Member.staff_id == STAFF_ID).values(ended_at=BEGAN))


def became_a_partner(db: Session) -> None:
    db.execute(update(Member).where(Member.staff_id == STAFF_ID).values(role="partner"))


def no_member_any_more(db: Session) -> None:
    db.execute(delete(Member).where(Member.staff_id == STAFF_ID))


def event_moved(db: Session) -> None:
    db.execute(update(Event).values(programme_id="other"))


def session_moved(db: Session) -> None:
    elsewhere = {"id": "elsewhere", "programme_id": "other", "title": "Elsewhere", "kind": "workshop"}
    dates = {"starts_on": BEGAN.date(), "ends_on": BEGAN.date(), "closes_at": BEGAN, "created_at": BEGAN}
    db.execute(insert(Event), elsewhere | dates)
    first = db.scalars(select(DialogueSession.id).order_by(DialogueSession.id)).first()
    db.execute(update(DialogueSession).where(DialogueSession.id == first).values(event_id="elsewhere"))


Act = Callable[[Session], None]
ACTS: list[tuple[Act, Reader]] = [
    (said_no, STAFF),
    (wrote_no, STAFF),
    (quotes_no, OutsideReader(use="quote")),
    (answers_went, OutsideReader(use="quote")),
    (answer_became_another, STAFF),
    (taken_out, STAFF),
    (kept_to_oneself, STAFF),
    (set_aside, Owner()),
    (note_went, Owner()),
    (voice_became_somebody_elses, STAFF),
    (voices_went, STAFF),
    (cut_anew, Owner()),
    (came_back, Owner()),
    (left_the_programme, STAFF),
    (became_a_partner, STAFF),
    (no_member_any_more, STAFF),
    (event_moved, STAFF),
    (session_moved, STAFF),
]


@pytest.mark.parametrize(("act", "reader"), ACTS, ids=[act.__name__ for act, _reader in ACTS])
def test_reader_when_anything_that_the_gate_asks_changes_then_the_next_search_knows(
    years: Database, act: Act, reader: Reader
) -> None:
    """Seen red for each act without the trigger that notes it."""
    before = {one: reached(years, one) for one in READERS}
    assert before == {one: gated(years, one) for one in READERS}

    years.write(act)

    after = {one: reached(years, one) for one in READERS}
    assert after == {one: gated(years, one) for one in READERS}
    assert after[reader] != before[reader]


def test_write_that_is_undone_when_it_searched_before_then_nothing_of_it_stays(years: Database) -> None:
    before = reached(years, STAFF)

    def searches(db: Session) -> None:
        said_no(db)
        texts = texts_of(db)
        inside.update(texts.kept.numbers[scope_of(db, texts, STAFF, Filters(), None)].tolist())
        raise RuntimeError

    inside: set[int] = set()
    with pytest.raises(RuntimeError):
        years.write(searches)

    assert inside < before and reached(years, STAFF) == before == gated(years, STAFF)


def test_changes_when_old_ones_are_forgotten_then_a_reader_who_was_away_asks_for_everything(
    years: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached(years, STAFF)
    monkeypatch.setattr(forgetting, "CHANGES_KEPT", 0)
    years.write(said_no)
    years.write(forgetting.forget_some)
    with years.read() as db:
        assert db.scalars(select(ReachChange.seq)).all() == []
    years.write(lambda db: answered(db, a_speaker(db), "share_partners", "no"))

    assert reached(years, STAFF) == gated(years, STAFF)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)  # SQLite has one writer at a time
def test_transactions_when_the_earlier_one_is_kept_last_then_none_is_missed(years: Database) -> None:
    before = reached(years, STAFF)
    with Session(years.engine) as slow:
        said_no(slow)
        slow.flush()
        years.write(kept_to_oneself)
        between = reached(years, STAFF)
        assert between == gated(years, STAFF) != before
        slow.commit()

    assert reached(years, STAFF) == gated(years, STAFF) != between


def by_hand(db: Session, filters: Filters) -> set[int]:
    """The filters once more, written down as a person would: passage by passage. Who said no is found by nothing."""
    sectors = {row.id: row for row in db.scalars(select(Participant))}
    purposes = ("audio_recorded", "machine_transcription")
    latest = {
        (one.participant_id, one.purpose): one.answer
        for one in db.scalars(select(ConsentAnswer).order_by(ConsentAnswer.number))
    }
    refused = {one for one in sectors if sectors[one].taken_out_at or "no" in [latest[one, of] for of in purposes]}
    called = {
        (one.transcript_id, one.label): one.participant_id
        for one in db.scalars(select(RecordedSpeaker))
        if one.participant_id not in refused
    }
    voices: dict[int, list[str]] = {}
    for voice in db.scalars(select(PassageVoice)):
        voices.setdefault(voice.number, []).append(voice.label or "")

    def fits(row: Passage) -> bool:
        people = [row.participant_id] if row.kind == WRITTEN else []
        labels = voices.get(row.number, []) if row.kind == SPOKEN else []
        if filters.speaker:
            labels, people = [label for label in labels if label == filters.speaker], []
        people += [called.get((row.transcript_id or "", label)) for label in labels]
        those = [sectors[one] for one in people if one]
        described = [one for one in those if filters.sector in (None, one.sector) and filters.role in (None, one.role)]
        asks_for_people = filters.sector or filters.role or filters.speaker
        return (
            (not asks_for_people or bool(described))
            and filters.session_id in (None, row.session_id)
            and filters.kind in (None, row.kind)
            and (filters.since is None or (row.at is not None and row.at >= filters.since))
            and (filters.until is None or (row.at is not None and row.at < filters.until))
            and filters.prompt_id in (None, row.prompt_id)
        )

    return {row.number for row in db.scalars(select(Passage).where(Passage.text != "")) if fits(row)}


def some_filters(random: Random) -> Iterator[Filters]:
    for _ in range(40):
        yield Filters(
            sector=random.choice([None, *SECTORS]),
            role=random.choice([None, None, *ROLES]),
            speaker=random.choice([None, None, None, "Voice 2", "Voice 5"]),
            session_id=random.choice([None, None, "e0-s0", "e0-s2"]),
            kind=random.choice([None, None, SPOKEN, WRITTEN]),
            since=random.choice([None, None, BEGAN + timedelta(hours=1)]),
            until=random.choice([None, None, BEGAN + timedelta(hours=9)]),
            prompt_id=random.choice([None, None, None, "e0-s1-q"]),
        )


def test_filters_when_combined_at_random_between_changes_then_they_leave_what_one_would_by_hand(
    years: Database,
) -> None:
    random = Random(11)
    acts = iter([said_no, kept_to_oneself, taken_out, cut_anew, set_aside])
    found = 0
    for turn, filters in enumerate(some_filters(random)):
        if turn % 8 == 7:
            years.write(next(acts))
        for reader in (Owner(), STAFF):
            allowed = gated(years, reader)
            with years.read() as db:
                assert reached(years, reader, filters) == allowed & by_hand(db, filters), filters
            found += bool(allowed)
    assert found


def test_search_when_repeated_in_a_large_record_then_no_passage_is_asked_of_the_gate_again(years: Database) -> None:
    reached(years, STAFF, Filters(sector=SECTORS[0]))
    said: list[str] = []
    event.listen(years.engine, "before_cursor_execute", lambda _c, _k, statement, *_: said.append(statement))

    reached(years, STAFF, Filters(sector=SECTORS[0]))

    assert said and not [one for one in said if "passage_voice" in one]
