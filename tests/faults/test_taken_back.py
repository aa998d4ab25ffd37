"""What people take back leaves every file within a minute, also when everything is killed in between."""

from __future__ import annotations

from pathlib import Path

import pysqlite3
import pytest

from tests.faults.conftest import check_file
from tests.support.canary import canary, files_with
from tests.support.server import Server, all_gone, running, until
from tests.wire.client import Live, open_live

WITHIN_S = 60.0


def say(live: Live) -> list[str]:
    """Ana writes, rewords twice and takes back; a light-bulb and a note that was set aside go the same way."""
    words = [canary("a"), canary("b"), canary("c"), canary("d"), canary("e"), canary("f"), canary("g")]
    ana = live.join("Ana")
    for _ in range(40):
        ana_too = live.join()
        ana_too.done(*(ana_too.note(f"what others say, {n}", share="everyone") for n in range(20)))
    note, aside = ana.note(f"first {words[0]}"), ana.note(f"aside {words[3]}")
    private = ana.note(f"for me alone {words[5]}", share="me")
    bulb = ana.op("lightbulb.mark", used=f"that {words[4]}", share="facilitators")
    ana.done(note, aside, private, bulb)
    ana.done(ana.op("note.edit", note["target_id"], text=f"second {words[1]}"))
    ana.done(ana.op("note.edit", note["target_id"], text=f"third {words[2]}"))
    ana.done(ana.op("lightbulb.edit", bulb["target_id"], set_off=f"by {words[6]}"))
    live.leader.done(live.leader.op("note.remove", aside["target_id"]))
    assert files_with(live.server.data, words), "they must be there first"
    ana.done(
        ana.op("note.remove", note["target_id"]),
        ana.op("note.remove", aside["target_id"]),
        ana.op("note.remove", private["target_id"]),
        ana.op("lightbulb.remove", bulb["target_id"]),
    )
    return words


def all_out(server: Server, words: list[str]) -> bool:
    folder = server.data.parent
    return not files_with(folder, words)


@pytest.mark.parametrize("killed", [True, False], ids=["killed", "running"])
def test_words_taken_back_when_a_minute_has_gone_by_then_no_file_holds_them(own_server: Server, killed: bool) -> None:
    """Seen failing: they stood in the write-ahead log until it was written over, and in the index for good."""
    live = open_live(own_server)
    words = say(live)
    if killed:
        family = own_server.family()
        for one in family:
            one.kill()
        own_server.process.wait()
        until(lambda: all_gone(family), what="the end of all of them")
        own_server.start()

    until(lambda: all_out(own_server, words), within_s=WITHIN_S, what="the last file without them")

    check_file(own_server)
    kept = [op for op in live.leader.read("all") if op["kind"] == "note.add" and op["body"]["text"]]
    assert len(kept) == 800


def test_a_copy_made_before_an_upgrade_when_words_of_it_are_taken_back_then_it_goes_too(tmp_path: Path) -> None:
    with running(tmp_path / "data") as server:
        live = open_live(server)
        ana, word = live.join("Ana"), canary()
        note = ana.note(f"here {word}")
        ana.done(note)
        copy = server.data / "before-0003_second_opinions.db"
        connection = pysqlite3.connect(server.file)
        connection.execute("VACUUM INTO ?", (str(copy),))
        connection.close()
        assert files_with(server.data, [word])

        ana.done(ana.op("note.remove", note["target_id"]))

        until(lambda: all_out(server, [word]), within_s=WITHIN_S, what="the last file without it")
        assert not copy.exists()
