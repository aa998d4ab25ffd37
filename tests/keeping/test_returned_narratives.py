"""A narrative that went back to its partner after a backup was made does not come back with that backup."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sqlalchemy import select

from retreat.ids import system_ids
from retreat.keeping.backing import write_gone
from retreat.programme.narratives.models import Narrative, NarrativeText
from retreat.programme.narratives.operations import choose_narratives
from retreat.programme.narratives.returning import approve_lines, return_now
from retreat.programme.queries import programme_of_session
from tests.keeping.folder import Folder
from tests.support.canary import canary, files_with
from tests.support.clock import HandClock
from tests.support.meeting import Meeting
from tests.support.planning import cleared_narrative, sign_in


def test_a_backup_when_a_narrative_went_back_after_it_then_only_approved_lines_are_restored(
    folder: Folder, clock: HandClock, elsewhere: Path
) -> None:
    stays, goes = canary("stays"), canary("goes")
    meeting = Meeting.open(folder.house.database, clock, "outcome narrative close reading")
    database = folder.house.database

    def bring(db: object) -> tuple[str, str, str]:
        staff_id, _token = sign_in(db, clock())  # type: ignore[arg-type]
        programme_id = programme_of_session(db, meeting.session_id) or ""  # type: ignore[arg-type]
        text = f"She kept {stays}.\nShe lost {goes}."
        narrative_id, text_id = cleared_narrative(db, programme_id, clock(), text=text)  # type: ignore[arg-type]
        wanted = {"": text_id}
        choose_narratives(
            db,
            meeting.session_id,
            meeting.round_ids[1],
            wanted,
            by=None,
            now=clock(),
            ids=system_ids,  # type: ignore[arg-type]
        )
        return staff_id, programme_id, narrative_id

    staff_id, programme_id, narrative_id = database.write(bring)
    meeting.leader.send("round.open", meeting.round_ids[1])
    folder.back_up()
    database.write(
        lambda db: approve_lines(
            db, programme_id, narrative_id, "1", "1", seen="1.1", confirmed=True, by=staff_id, now=clock()
        )
    )
    database.write(lambda db: return_now(db, programme_id, narrative_id, now=clock(), ids=system_ids))
    write_gone(folder.house, folder.place)

    done = folder.restore(elsewhere / "restored")

    restored = elsewhere / "restored"
    assert files_with(restored, [goes]) == [] and files_with(restored, [stays]) == ["retreat.db"]
    other = folder.open(replace(folder.house.settings, data=restored))
    with other.database.read() as db:
        assert db.get_one(Narrative, narrative_id).returned_at == clock()
        text = db.scalars(select(NarrativeText.text).where(NarrativeText.narrative_id == narrative_id)).one()
    other.database.close()
    assert text.split() == ["She", "kept", f"{stays}."]
    assert done.held_back["narratives_returned"] == 1
