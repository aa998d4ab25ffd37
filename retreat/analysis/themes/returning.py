"""Giving themes back: participants read those that rest on their words, and sign or dissent in their own words.

What they answer is theirs. The team reads it without a name, can say what it did about it, and can't close it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.analysis.acts.acting import Act, Analyst
from retreat.analysis.behind.sureness import UNKNOWN, sureness_of
from retreat.analysis.behind.voices import own_words
from retreat.analysis.codebook.limits import long_text
from retreat.analysis.excerpts.reading import ReadExcerpt, read_excerpts
from retreat.analysis.memos.quoting import LONG_RUN, Quoting, repeats, runs_of, runs_unquotable
from retreat.analysis.models import MADE
from retreat.analysis.themes.models import DISSENTS, SET_ASIDE, SIGNED, Theme, ThemeExcerpt, ThemeVoice, ThemeWording
from retreat.analysis.themes.operations import theme_row
from retreat.consent.gate import Gated, OutsideReader, Owner, Reader, may_read
from retreat.consent.purposes import YES
from retreat.consent.queries import answer
from retreat.database.erasing import ask_to_purge
from retreat.errors import Conflict, InvalidInput, NotFound
from retreat.ids import Ids
from retreat.log.signing import authors_of
from retreat.people.models import Participant
from retreat.programme.models import Event

_OWNER, _OUTSIDE = Owner(), OutsideReader(use="quote")
GATED = Gated(
    author=ThemeVoice.participant_id, session=ThemeVoice.session_id, erased=ThemeVoice.taken_back_at.is_not(None)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnAnswer:
    """What somebody answered to a theme, for themselves; ``reply``: what the team did about it."""

    id: str
    answer: str
    text: str
    at: datetime
    is_of_earlier: bool
    reply: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenBack:
    """A theme as one participant reads it.

    Attributes:
        own: Their own words on which it rests: where, on which side, and what.
        answers: What they answered, the latest first.
    """

    id: str
    wording: int
    statement: str
    state: str
    own: tuple[tuple[str, str, str], ...]
    answers: tuple[OwnAnswer, ...]

    @property
    def answered(self) -> OwnAnswer | None:
        """The answer that counts."""
        return self.answers[0] if self.answers else None


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceView:
    """What a participant answered, for the team: without a name."""

    id: str
    answer: str
    text: str
    wording: int
    at: datetime
    reply: str
    replied_at: datetime | None


def give_back(db: Session, who: Analyst, theme_id: str) -> Theme:
    """Let those on whose words a theme rests read it, as it is worded now.

    Raises:
        Conflict: It repeats the words of somebody who may not be quoted, or rests on nobody's words.
    """
    row = theme_row(db, who.programme_id, theme_id)
    statement = db.get_one(ThemeWording, (row.id, row.wording)).statement
    laid = _laid(db, [row.id])
    if not laid.get(row.id):
        raise Conflict("This theme has no excerpt yet, so there is nobody to give it back to.", code="rests_on_nothing")
    is_quoted = repeats(statement, runs_unquotable(db, who.programme_id), run=LONG_RUN)
    if is_quoted or not _may_go_out(db, statement, [excerpt for excerpt, _side in laid[row.id]]):
        raise Conflict(
            "This theme repeats the words of somebody who has not agreed to be quoted. Say it in your own words first.",
            code="quotes",
        )
    act = Act(db, who, "theme.given_back", thing_id=row.id, theme_wording=row.wording)
    act.change(row, back=row.wording)
    if not act.is_empty:
        act.keep()
    return row


def call_in(db: Session, who: Analyst, theme_id: str, *, why: str = "") -> Theme:
    """No longer show a theme to participants; what they answered stays, and they still read their own answer."""
    row = theme_row(db, who.programme_id, theme_id)
    act = Act(db, who, "theme.called_in", thing_id=row.id, why=why, theme_wording=row.wording)
    act.change(row, back=0)
    if not act.is_empty:
        act.keep()
    return row


def given_back_to(db: Session, participant_id: str) -> tuple[GivenBack, ...]:
    """The themes that rest on somebody's words and were given back, with their own words and answers only."""
    programme_id = db.scalar(
        select(Event.programme_id)
        .join(Participant, Participant.event_id == Event.id)
        .where(Participant.id == participant_id)
    )
    asked = select(Theme).where(Theme.programme_id == programme_id, ~Theme.removed, Theme.state != SET_ASIDE)
    rows = db.scalars(asked.where(Theme.back > 0).order_by(Theme.at, Theme.id)).all()
    if not rows:
        return ()
    laid = _laid(db, [row.id for row in rows])
    mine = _answers_of(db, participant_id)
    quoting = Quoting(db, _OUTSIDE, programme_id or "")
    found: list[GivenBack] = []
    for row in rows:
        own = _own(db, participant_id, laid.get(row.id, ()))
        said = db.get_one(ThemeWording, (row.id, row.back)).statement
        if not own or not said or quoting.is_hidden(said):
            continue
        if not _may_go_out(db, said, [excerpt for excerpt, _side in laid[row.id]], but=own):
            continue
        found.append(
            GivenBack(
                id=row.id,
                wording=row.back,
                statement=said,
                state=row.state,
                own=tuple((excerpt.title, side, text) for excerpt, side, text in own),
                answers=tuple(_own_answer(one, row.back, quoting) for one in mine.get(row.id, ())),
            )
        )
    return tuple(found)


def answer_theme(
    db: Session, participant_id: str, theme_id: str, given: str, text: str, *, seen: int, now: datetime, ids: Ids
) -> ThemeVoice:
    """Keep what somebody answers to a theme that rests on their words; their earlier answers are kept too.

    Raises:
        NotFound: No such theme was given back to them.
        Conflict: It was reworded since they read it, or they do not let their notes be kept.
        InvalidInput: They chose nothing, or dissent without a word.
    """
    theme = next((one for one in given_back_to(db, participant_id) if one.id == theme_id), None)
    if theme is None:
        raise NotFound("This is no longer here to be answered.", code="not_given_back")
    if theme.wording != seen:
        raise Conflict("It says something else now. Please read it again first.", code="changed_since")
    if given not in (SIGNED, DISSENTS):
        raise InvalidInput("Please choose one of the two.", code="no_answer", fields={"answer": "choose one"})
    said = long_text(text, "text", "What you want to say", needed=given == DISSENTS)
    if answer(db, participant_id, "notes_kept") != YES:
        raise Conflict(
            "You have not agreed that what you write is kept. Change that under “My answers” first.",
            code="notes_refused",
        )
    row = db.get_one(Theme, theme_id)
    made = ThemeVoice(
        id=ids(),
        theme_id=theme_id,
        participant_id=participant_id,
        session_id=_session_of(db, participant_id, theme_id),
        wording=seen,
        answer=given,
        text=said,
        reply="",
        at=now,
    )
    db.add(made)
    db.flush()
    who = Analyst(programme_id=row.programme_id, by="", now=now, ids=ids)
    Act(db, who, f"theme.{given}", thing_id=row.id, theme_wording=seen).keep()
    return made


def take_answer_back(db: Session, participant_id: str, voice_id: str, *, now: datetime) -> None:
    """Erase one's own answer.

    Raises:
        NotFound: There is no such answer of theirs.
    """
    row = db.get(ThemeVoice, voice_id)
    if row is None or row.participant_id != participant_id or row.taken_back_at is not None:
        raise NotFound()
    row.text, row.reply, row.taken_back_at = "", "", now
    db.flush()
    ask_to_purge(db, now=now, tables=[ThemeVoice.__tablename__])


def reply_to(db: Session, who: Analyst, theme_id: str, voice_id: str, text: str) -> None:
    """Say what the team did about an answer. Whoever gave it reads this; the answer stays as it is.

    Raises:
        NotFound: There is no such answer that this person may read.
    """
    row = theme_row(db, who.programme_id, theme_id)
    said = long_text(text, "reply", "What you did about it", needed=True)
    readable = select(ThemeVoice).where(
        ThemeVoice.id == voice_id, ThemeVoice.theme_id == row.id, may_read(who.reader, GATED)
    )
    voice = db.scalars(readable).first()
    if voice is None:
        raise NotFound("This answer is not there any more.", code="no_such_answer")
    voice.reply, voice.replied_by, voice.replied_at = said, who.by, who.now
    Act(db, who, "theme.replied", thing_id=row.id, theme_wording=row.wording).keep()


def voices_on(db: Session, reader: Reader, theme_ids: Sequence[str]) -> dict[str, list[VoiceView]]:
    """The latest answer of each participant to these themes, as far as the team may read it, the earliest first."""
    rows = db.scalars(
        select(ThemeVoice)
        .where(ThemeVoice.theme_id.in_(list(theme_ids)), may_read(reader, GATED))
        .order_by(ThemeVoice.at, ThemeVoice.id)
    ).all()
    latest = {(row.theme_id, row.participant_id): row for row in rows}
    found: dict[str, list[VoiceView]] = {theme_id: [] for theme_id in theme_ids}
    for (theme_id, _person), row in latest.items():
        found[theme_id].append(
            VoiceView(
                id=row.id,
                answer=row.answer,
                text=row.text,
                wording=row.wording,
                at=row.at,
                reply=row.reply,
                replied_at=row.replied_at,
            )
        )
    return found


def _laid(db: Session, theme_ids: Sequence[str]) -> dict[str, list[tuple[ReadExcerpt, str]]]:
    """The excerpts of these themes, whoever may read them: nobody is shown them but their own speakers."""
    rows = db.execute(
        select(ThemeExcerpt.theme_id, ThemeExcerpt.excerpt_id, ThemeExcerpt.side)
        .where(ThemeExcerpt.theme_id.in_(list(theme_ids)), ~ThemeExcerpt.removed)
        .order_by(ThemeExcerpt.at, ThemeExcerpt.id)
    ).all()
    read = read_excerpts(db, _OWNER, (row.excerpt_id for row in rows))
    found: dict[str, list[tuple[ReadExcerpt, str]]] = {}
    for row in rows:
        if row.excerpt_id in read:
            found.setdefault(row.theme_id, []).append((read[row.excerpt_id], row.side))
    return found


def _own(
    db: Session, participant_id: str, laid: Sequence[tuple[ReadExcerpt, str]]
) -> list[tuple[ReadExcerpt, str, str]]:
    """The parts of these excerpts that are somebody's own, with the side that they are on."""
    authors = authors_of(db, [one.made_id for one, _side in laid if one.kind == MADE and one.made_id])
    found: list[tuple[ReadExcerpt, str, str]] = []
    for one, side in laid:
        if one.words is not None:
            text = own_words(db, _OWNER, one.words, participant_id)
        else:
            text = one.text if authors.get(one.made_id or "") == participant_id else ""
        if text:
            found.append((one, side, text))
    return found


def _may_go_out(
    db: Session,
    statement: str,
    excerpts: Sequence[ReadExcerpt],
    but: Sequence[tuple[ReadExcerpt, str, str]] = (),
) -> bool:
    """Whether a statement repeats nobody who may not be quoted; ``but``: somebody may read their own words."""
    sure = sureness_of(db, _OWNER, excerpts)
    own = {one.id for one, _side, _text in but}
    closed = [one.text for one in excerpts if one.id not in own and sure.get(one.id, UNKNOWN).may_be is not True]
    return not repeats(statement, runs_of(closed))


def _session_of(db: Session, participant_id: str, theme_id: str) -> str:
    own = _own(db, participant_id, _laid(db, [theme_id]).get(theme_id, ()))
    found = next((one.session_id for one, _side, _text in own if one.session_id), None)
    if found is None:
        raise NotFound()
    return found


def _answers_of(db: Session, participant_id: str) -> dict[str, list[ThemeVoice]]:
    rows = db.scalars(
        select(ThemeVoice)
        .where(ThemeVoice.participant_id == participant_id, ThemeVoice.taken_back_at.is_(None))
        .order_by(ThemeVoice.at.desc(), ThemeVoice.id.desc())
    )
    found: dict[str, list[ThemeVoice]] = {}
    for row in rows:
        found.setdefault(row.theme_id, []).append(row)
    return found


def _own_answer(row: ThemeVoice, wording: int, quoting: Quoting) -> OwnAnswer:
    return OwnAnswer(
        id=row.id,
        answer=row.answer,
        text=row.text,
        at=row.at,
        is_of_earlier=row.wording != wording,
        reply=quoting.shown(row.reply),
    )
