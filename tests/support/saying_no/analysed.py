"""What researchers wrote about somebody's words, wherever analysis keeps words: each repeats the same sentence."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.analysis.acts.acting import Analyst
from retreat.analysis.approaches import choose_approach
from retreat.analysis.codebook.operations import Wording, add_code, remove_code
from retreat.analysis.double.models import DoubleCoding, Settlement
from retreat.analysis.framework.matrix import sum_up
from retreat.analysis.groupings.models import READY, GroupedPiece, GroupingRun, SuggestedGrouping
from retreat.analysis.memos.models import Reading
from retreat.analysis.memos.operations import MemoTyped, write_memo
from retreat.analysis.models import Excerpt
from retreat.analysis.searches.operations import save_search
from retreat.analysis.sets.operations import add_part, make_set
from retreat.analysis.themes.models import DISSENTS, SEARCHED, ThemeVoice
from retreat.analysis.themes.operations import make_theme, note
from retreat.consent.quoted.models import CHANGE, QuoteAnswer
from retreat.export.incoming.models import DONE, ProjectImport
from retreat.export.report.models import ReportEdit
from retreat.export.told.models import QuoteAsked, QuoteRound
from retreat.house import House
from retreat.people.models import SeatRow
from retreat.programme.models import DialogueSession
from retreat.programme.queries import programme_of_session
from retreat.search.models import Passage


def analyse(house: House, session_id: str, quoted: str, *, label: str = "") -> dict[str, str]:
    """Code, write, read again, settle and collect; ``quoted``: four words or more that somebody wrote;
    ``label``: a word that somebody said, for the label of a group.

    Returns:
        What was made, by the names that addresses give it.
    """

    def write(db: Session) -> dict[str, str]:
        programme_id = programme_of_session(db, session_id) or ""
        who = Analyst(programme_id=programme_id, by="cem", now=house.clock(), ids=house.ids)
        here = {"programme_id": programme_id, "by": who.by, "at": who.now}
        code = add_code(db, who, Wording(name=quoted, meaning=quoted, use_when=quoted, not_when=quoted))
        memo = MemoTyped(text=f"She wrote: “{quoted}”", kind="analytic", shared=True)
        kept = write_memo(db, who, "code", code.id, memo)
        choose_approach(db, who, "codebook", quoted)
        part_of = make_set(db, who, quoted)
        add_part(db, who, part_of.id, joins="or", source="search", query=quoted)
        excerpt = Excerpt(id=house.ids(), session_id=session_id, kind="made", noun="note", thing_id="-", **here)
        double = DoubleCoding(id=house.ids(), session_id=session_id, **here)
        db.add_all((excerpt, double))
        db.flush()
        db.add(Reading(id=house.ids(), excerpt_id=excerpt.id, text=quoted, changed=quoted, **here))
        settled = {"unit": "-", "number": 1, "outcome": "both", "by": who.by, "at": who.now}
        db.add(Settlement(id=house.ids(), double_id=double.id, code_id=code.id, why=quoted, **settled))
        db.flush()
        remove_code(db, who, code.id, why=quoted)
        brought = ProjectImport(id=house.ids(), filename="x.qdpx", size_bytes=1, state=DONE, **here)
        event_id = db.get_one(DialogueSession, session_id).event_id
        save_search(db, who.by, {"q": f'"{quoted}"'}, now=who.now, ids=house.ids)
        db.add(ReportEdit(event_id=event_id, key="text:purpose", text=quoted, by=who.by, at=who.now))
        db.add(brought)
        db.flush()
        theme = make_theme(db, who, quoted)
        note(db, who, theme.id, SEARCHED, quoted)
        sum_up(db, who, theme.id, "sector", "-", quoted, seen=0)
        # Somebody else quotes it too, and so does what the team tells them.
        somebody = db.scalars(select(SeatRow.participant_id).where(SeatRow.session_id == session_id)).first()
        answered = {"answer": DISSENTS, "text": quoted, "reply": quoted, "wording": 1, "at": who.now}
        on = {"theme_id": theme.id, "participant_id": somebody, "session_id": session_id}
        db.add(ThemeVoice(id=house.ids(), **on, **answered))
        here_too = {"event_id": event_id, "participant_id": somebody, "thing_id": "-", "answer": CHANGE, "digest": ""}
        db.add(QuoteAnswer(id=house.ids(), said=quoted, done=quoted, at=who.now, how="page", **here_too))
        asking = QuoteRound(id=house.ids(), event_id=event_id, audience="partners", holder="The board", contact="Ada")
        asking.until, asking.asked_at = who.now.date(), who.now
        db.add(asking)
        db.flush()
        db.add(QuoteAsked(round_id=asking.id, participant_id=somebody, way="page", number=asking.id[:8]))
        run = GroupingRun(id=house.ids(), state=READY, progress=1.0, agreed=0.5, **here)
        db.add(run)
        db.flush()
        group = SuggestedGrouping(
            id=house.ids(),
            run_id=run.id,
            programme_id=programme_id,
            position=0,
            words=[*(word for word in quoted.casefold().split() if word.isalpha()), *label.split()],
            stability=0.5,
        )
        db.add(group)
        db.flush()
        for passage_id in db.scalars(select(Passage.id).where(Passage.session_id == session_id)):
            db.add(GroupedPiece(id=house.ids(), grouping_id=group.id, passage_id=passage_id, closeness=0.1))
        db.flush()
        made = {
            "grouping_id": group.id,
            "grouping_run_id": run.id,
            "code_id": code.id,
            "memo_id": kept.id,
            "set_id": part_of.id,
            "theme_id": theme.id,
            "brought_id": brought.id,
            "asking_id": asking.id,
            "asked_id": somebody or "-",
        }
        return made | {"excerpt_id": excerpt.id, "double_id": double.id}

    return house.database.write(write)
