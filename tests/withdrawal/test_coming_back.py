"""Killed at any step, restored, brought again, or sent by a phone that was offline: nothing comes back."""

from __future__ import annotations

import os
import signal
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

import app  # noqa: F401 - every room registers itself, as in the product
from facilitation.withdrawing.giving_up import row_of, withdraw
from retreat.consent.withdrawal import working
from retreat.consent.withdrawal.operations import Wish, Withdrawn
from retreat.consent.withdrawal.working import carry_out
from retreat.database import Database, open_database
from retreat.database.migrate import newest_revision
from retreat.imports.ingest import ingest
from retreat.keeping.backing import write_gone
from tests.keeping.folder import Folder
from tests.support.canary import files_with
from tests.support.clock import HandClock
from tests.support.rooms import make_house
from tests.withdrawal.talk import Talk


@pytest.mark.parametrize("step", ["_words", "_files", "_sound", "_purge", "_check"])
def test_a_withdrawal_when_its_process_is_killed_in_a_step_then_the_next_one_ends_it(
    sqlite_database: Database, clock: HandClock, tmp_path: Path, step: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A real kill, when the step is done and about to be noted. Seen red when a step that had begun was skipped."""
    talk = Talk(make_house(sqlite_database, clock, tmp_path), tmp_path_factory.mktemp("brought"))
    withdrawal_id = withdraw(talk.house, Wish(participant_id=talk.ana.seat.id, scope="all"))

    child = os.fork()
    if child == 0:  # pragma: no cover - it is killed
        _be_killed_in(talk, withdrawal_id, step)
    _pid, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL
    assert talk.row(withdrawal_id).state in ("asked", "working")
    clock.forward(minutes=11)
    talk.carry_out(withdrawal_id)

    assert talk.row(withdrawal_id).state == "listening"
    assert files_with(talk.house.settings.data, [talk.wrote, talk.said]) == []
    assert 0 in talk.silent_seconds()


def _be_killed_in(talk: Talk, withdrawal_id: str, step: str) -> None:
    """In a process with a connection of its own, in the step's last write."""
    database = open_database(sqlite_file=talk.house.settings.data / "retreat.db")
    house = replace(talk.house, database=database)
    does = getattr(working._Carrying, step)

    def die(*_: object, **__: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def do_and_die(self: working._Carrying) -> None:
        working._Carrying._next = working._Carrying._end = die  # type: ignore[method-assign,assignment]
        does(self)

    setattr(working._Carrying, step, do_and_die)
    try:
        carry_out(house, lambda: talk.speech, withdrawal_id, owner="killed")
    finally:
        os._exit(1)


def test_a_backup_from_before_when_restored_then_what_was_taken_back_is_not_in_it(
    sqlite_database: Database, clock: HandClock, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Seen red without the list of withdrawals beside the backup."""
    with sqlite_database.engine.begin() as connection:  # its tables were made without migrations
        connection.execute(text("create table alembic_version (version_num varchar(32) primary key)"))
        connection.execute(text("insert into alembic_version values (:now)"), {"now": newest_revision()})
    talk = Talk(make_house(sqlite_database, clock, tmp_path), tmp_path_factory.mktemp("brought"))
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    folder = Folder(talk.house, elsewhere, talk.meeting)
    folder.back_up()
    withdrawal_id = talk.withdraw("all")
    write_gone(talk.house, folder.place)

    folder.restore(elsewhere / "restored", speech=talk.speech)

    restored = folder.open(replace(talk.house.settings, data=elsewhere / "restored", database_url=""))
    assert files_with(elsewhere / "restored", [talk.wrote, talk.said, "Lightfoot"]) == []
    with restored.database.read() as db:
        assert row_of(db, withdrawal_id).state == "listening"
    restored.database.close()


def test_a_file_of_theirs_when_it_is_brought_again_then_it_is_refused_and_not_kept(talk: Talk) -> None:
    """Seen red when only the words were erased, and the same file was taken for a new one."""
    talk.withdraw("sound")
    before = sorted(path.name for path in (talk.house.storage / "files").iterdir())

    with pytest.raises(Withdrawn):
        ingest(
            talk.house,
            talk.folder / "talk.wav",
            session_id=talk.meeting.session_id,
            table=None,
            speech=talk.speech,
        )

    assert sorted(path.name for path in (talk.house.storage / "files").iterdir()) == before


def test_notes_of_a_phone_that_was_offline_when_they_come_then_they_are_refused(talk: Talk) -> None:
    talk.withdraw("notes")

    answer = talk.ana.send(
        "note.add", "late", prompt_id=talk.meeting.prompt_ids[0], text=f"Late {talk.wrote}", share="everyone"
    )

    assert "seq" not in answer and files_with(talk.house.settings.data, [talk.wrote]) == []
