"""Where a link to a record leads: which words, which transcript, which of its pages; and what happened to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.errors import NotFound
from retreat.transcripts import reading
from retreat.transcripts.anchors.spans import NO_WORDS, NOT_LAID, TAKEN_OUT, Lack, Lost, Span, Standing, span_named
from retreat.transcripts.anchors.standing import standing_of
from retreat.transcripts.models import RecordedWord
from retreat.transcripts.sight import Sight, in_sight
from retreat.transcripts.versions.models import TranscriptVersion

# The most words of a link that are marked: anything longer would be most of a page.
_MARKED_MAX = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Instead:
    """What to say if something else is shown than what was asked for.

    Attributes:
        is_of_words: Whether it is about the words of a link that no longer have a place.
    """

    code: str
    tell: str
    is_of_words: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """The words that a link names, and where they are today."""

    asked: Span
    stands: Standing

    @property
    def transcript_id(self) -> str | None:
        """The transcript to be shown."""
        return self.stands.transcript_id or self.asked.transcript_id

    @property
    def place_today(self) -> str | None:
        """The part of the address that leads to them, if it is not the link's own."""
        if self.stands == self.asked:
            return None
        at = f"w{self.stands.first}" if isinstance(self.stands, Span) else "words-told"
        return f"?words={self.asked.name}&from=earlier#{at}"


_IN_ITS_PLACE = Instead(
    code="in_its_place", tell="The transcript that you asked for has been replaced. This is the one that replaced it."
)
_ANOTHER = Instead(code="not_here", tell="The transcript of this link is no longer here. You see another one.")
_NOT_IN_IT = Instead(
    code="words_not_in_it",
    tell=(
        "This link leads to words in an earlier transcript of this sound. The transcript shown now does not have "
        "them. You can find the earlier one under the other transcripts of this sound."
    ),
    is_of_words=True,
)
_LOST: Mapping[Lack, Instead] = {
    TAKEN_OUT: Instead(
        code="words_taken_out",
        tell="The words of this link are no longer in the transcript. This is where they were.",
        is_of_words=True,
    ),
    NOT_LAID: Instead(
        code="words_not_laid",
        tell=(
            "This link leads to words in an earlier transcript of this sound, which is still being compared with the "
            "one shown now. Please try again in a few minutes."
        ),
        is_of_words=True,
    ),
}
_WITHHELD = Instead(
    code="words_withheld", tell="You cannot read some of the words of this link at present.", is_of_words=True
)
NO_SUCH_LINK = "This link does not lead to any words in this session. Check that you copied all of it."


def aimed_words(db: Session, session_id: str, named: str | None) -> Aim | None:
    """The words that a link names, if any.

    Raises:
        NotFound: It names words that this session never had.
    """
    if named is None:
        return None
    asked = span_named(named)
    version = db.get(TranscriptVersion, asked.transcript_id) if asked is not None else None
    if asked is None or version is None or version.session_id != session_id:
        raise NotFound(NO_SUCH_LINK, code="no_such_words")
    stands = standing_of(db, asked)
    if isinstance(stands, Lost) and stands.lack == NO_WORDS:
        raise NotFound(NO_SUCH_LINK, code="no_such_words")
    return Aim(asked=asked, stands=stands)


def told_of(aim: Aim, marked: frozenset[int], sight: Sight, db: Session) -> Instead | None:
    """The message about a link's words, unless they are simply shown."""
    if isinstance(aim.stands, Lost):
        return _LOST.get(aim.stands.lack, _NOT_IN_IT)
    if not sight.is_whole and len(marked) < _live_words(db, aim.stands):
        return _WITHHELD
    return None if aim.stands.transcript_id == aim.asked.transcript_id else _IN_ITS_PLACE


def marked_words(db: Session, sight: Sight, aim: Aim) -> frozenset[int]:
    """Numbers of the link's words that may be read."""
    if isinstance(aim.stands, Lost):
        return frozenset()
    first, last = _places(db, aim.stands)
    asked = select(RecordedWord.n).where(
        in_sight(sight), RecordedWord.place.between(first, last), ~RecordedWord.removed
    )
    return frozenset(db.scalars(asked.order_by(RecordedWord.place).limit(_MARKED_MAX)))


def _live_words(db: Session, span: Span) -> int:
    first, last = _places(db, span)
    asked = select(RecordedWord.n).where(
        RecordedWord.transcript_id == span.transcript_id,
        RecordedWord.place.between(first, last),
        ~RecordedWord.removed,
    )
    return len(db.scalars(asked.limit(_MARKED_MAX)).all())


def _places(db: Session, span: Span) -> tuple[int, int]:
    first, last = (db.get_one(RecordedWord, (span.transcript_id, n)).place for n in (span.first, span.last))
    return first, last


def chosen_version(db: Session, versions: list[TranscriptVersion], wanted: str | None) -> TranscriptVersion | None:
    """The requested transcript, or the one that replaced it, or the first."""
    asked = db.get(TranscriptVersion, wanted) if wanted else None
    sound = asked.recording_id if asked else None
    follows = [row for row in versions if sound is not None and row.recording_id == sound]
    return next((row for row in versions if row.id == wanted), next(iter(follows or versions), None))


def transcript_of_sound(versions: list[TranscriptVersion], recording_id: str | None) -> str | None:
    """The transcript of a sound that a link names by the sound."""
    return next((row.id for row in versions if recording_id and row.recording_id == recording_id), None)


def shown_instead(db: Session, session_id: str, wanted: str | None, chosen: TranscriptVersion | None) -> Instead | None:
    """The message if the transcript shown is not the one that a link asked for."""
    if not wanted or chosen is None or chosen.id == wanted:
        return None
    asked = db.get(TranscriptVersion, wanted)
    if asked is not None and asked.session_id == session_id and asked.recording_id == chosen.recording_id is not None:
        return _IN_ITS_PLACE
    return _ANOTHER


def page_asked_for(db: Session, chosen: TranscriptVersion | None, aim: Aim | None, turn: int | None) -> int:
    """The page with what was asked for, or the first one."""
    if chosen is None:
        return 1
    if aim is not None:
        word = aim.stands.first if isinstance(aim.stands, Span) else aim.stands.near
        return reading.page_of_word(db, chosen.id, word or 0)
    return 1 if turn is None else reading.page_of_turn(db, chosen.id, turn)
