"""Every command on an empty data folder, alone and beside a running server; with ``--json``, stdout is JSON alone."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from facilitation.activities.catalogue import FOLDER
from retreat.clock import system_clock
from retreat.database import open_database
from retreat.errors import InvalidInput
from retreat.ids import system_ids
from retreat.programme.own_activities import add_own_activity
from retreat.programme.queries import programme_of_event
from retreat.recordings.people import speakers_said
from retreat.settings import load_settings
from tests.serve.conftest import Typed
from tests.support.needs import shared_file
from tests.support.server import Server, app, running
from tests.wire.client import call

TALK = "Ana: We were so tired that week.\nBen: Nobody asked the family what they wanted.\n"


@pytest.fixture(scope="module", params=[pytest.param("alone", marks=pytest.mark.slow), "beside a running server"])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data folder in which nothing is yet."""
    data = tmp_path_factory.mktemp("commands") / "data"
    if request.param == "alone":
        yield data
    else:
        with running(data) as server:
            yield server.data


def told(data: Path, *arguments: str) -> Any:
    """What a command that works prints: JSON and nothing else."""
    done = app(data, *arguments, "--json")
    assert done.returncode == 0, done
    return json.loads(done.stdout)


def test_search_of_an_empty_folder_when_asked_then_an_empty_list(folder: Path) -> None:
    assert told(folder, "search", "tired") == []


def test_session_when_opened_filled_and_searched_then_the_words_are_found(folder: Path, tmp_path: Path) -> None:
    talk = tmp_path / "talk.txt"
    talk.write_text(TALK)

    opened = told(folder, "session", "open", "--activity", "brainstorm", "--title", "Tuesday")
    added = told(folder, "ingest", str(talk), "--session", opened["session_id"])
    hits = told(folder, "search", "nobody asked the family", "--session", opened["session_id"])

    assert set(opened) == {"session_id", "event_id", "join_pass", "prompt_ids", "facilitator_token", "url"}
    assert opened["url"].endswith(f"/join#{opened['join_pass']}") and len(opened["join_pass"]) == 8
    assert added
    assert "Nobody asked the family" in hits[0]["text"] and hits[0]["session_title"] == "Tuesday"
    assert {"passage_id", "session_id", "speakers", "start_ms", "end_ms", "score", "why"} <= set(hits[0])


def test_many_queries_when_asked_from_a_file_then_one_line_of_json_each(folder: Path, tmp_path: Path) -> None:
    queries = tmp_path / "queries"
    queries.write_text("tired\nnothing like this at all qqq\n")

    done = app(folder, "search", "--queries", str(queries), "--json")

    assert done.returncode == 0 and len(done.stdout.splitlines()) == 2
    assert all(isinstance(json.loads(line), list) for line in done.stdout.splitlines())


def test_doctor_when_asked_then_it_tells_what_is_well(folder: Path) -> None:
    found = told(folder, "doctor")

    database = next(one for one in found["findings"] if one["name"] == "Database")
    assert database["state"] == "well" and database["says"]


CANNOT_WORK = [
    (("session", "open", "--activity", "nonsense", "--json"), 1),
    (("ingest", "/nowhere.wav", "--session", "none", "--json"), 1),
    (("search", "--queries", "/nowhere", "--json"), 1),
    (("export", "--all", "--format", "telex", "--out", "/tmp/never"), 1),
    (("export", "--all", "--format", "vtt", "--out", "/tmp/never"), 1),
    (("export", "--session", "none", "--format", "csv", "--out", "/tmp/never"), 1),
    (("export", "--format", "csv", "--out", "/tmp/never"), 1),
    (("export", "--all"), 2),
    (("backup", "/tmp/never"), 1),
    (("restore", "/tmp/never"), 1),
    (("verify", "/tmp/never"), 1),
    (("transcribe", "/nowhere.wav", "--json", "/tmp/never.json"), 1),
    (("search", "x", "--session", "\udcff", "--json"), 1),
    (("dance",), 2),
    (("session", "open"), 2),
    (("search", "x", "--limit", "many"), 2),
]


def refused(done: Any, code: int) -> None:
    """Its code; on stderr, one line."""
    assert done.returncode == code, done
    assert done.stdout == "" and "Traceback" not in done.stderr and "Error." not in done.stderr
    if code == 1:
        assert len(done.stderr.strip().splitlines()) == 1, done.stderr


@pytest.mark.parametrize(("arguments", "code"), CANNOT_WORK)
def test_command_that_cannot_work_when_typed_then_its_code_and_one_line(
    typed: Typed, arguments: tuple[str, ...], code: int
) -> None:
    refused(typed(*arguments), code)


@pytest.mark.parametrize("port", ["9" * 5000, "\u0663", "x"])
def test_a_setting_that_is_no_number_when_a_command_is_typed_then_one_line_names_it(typed: Typed, port: str) -> None:
    done = typed("activities", PORT=port)

    refused(done, 1)
    assert "PORT" in done.stderr


def test_a_folder_that_is_left_empty_when_settings_are_read_then_it_is_the_usual_one() -> None:
    assert load_settings({"RETREAT_DATA": "", "PORT": ""}) == load_settings({})


@pytest.mark.parametrize(("arguments", "code"), [CANNOT_WORK[0], CANNOT_WORK[-1]])
def test_command_that_cannot_work_when_run_then_its_code_and_one_line(
    tmp_path: Path, arguments: tuple[str, ...], code: int
) -> None:
    """In a process of its own, whose code and stderr a shell gets; the test above types all of them."""
    refused(app(tmp_path / "data", *arguments), code)


def test_more_voices_than_a_table_has_when_typed_then_the_sentence_of_every_page(typed: Typed) -> None:
    done = typed("transcribe", "/nowhere.wav", "--speakers", "31", "--json", "/tmp/never.json")

    assert (done.returncode, done.stdout) == (1, "")
    with pytest.raises(InvalidInput) as refused_by_pages:
        speakers_said("31")
    assert done.stderr.strip() == refused_by_pages.value.tell


@pytest.mark.models
def test_a_language_when_typed_then_it_reaches_the_recogniser_which_refuses_one_that_it_lacks(
    typed: Typed, tmp_path: Path
) -> None:
    source, out = shared_file("audio", "jfk_inaugural.flac"), tmp_path / "out.json"

    done = typed("transcribe", str(source), "--model", "tiny.en", "--language", "de", "--json", str(out))

    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (1, "", 1)
    assert "'de'" in done.stderr and not out.exists()


@pytest.mark.models
def test_a_glossary_when_typed_then_it_is_kept_with_the_transcript(typed: Typed, tmp_path: Path) -> None:
    source, out, names = shared_file("audio", "jfk_inaugural.flac"), tmp_path / "out.json", tmp_path / "names"
    names.write_text("Adam Duguid\nMaarika\n")

    done = typed("transcribe", str(source), "--model", "tiny.en", "--glossary", str(names), "--json", str(out))

    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(out.read_text())["options"]["glossary"] == ["Adam Duguid", "Maarika"]


def test_session_from_the_command_line_when_its_token_leads_then_it_can(tmp_path: Path) -> None:
    with running(tmp_path / "data") as server:
        opened = told(server.data, "session", "open", "--activity", "light-bulb log")
        path = f"/api/sessions/{opened['session_id']}/ops"
        op = {"op_id": "ask-1", "kind": "prompt.ask", "target_id": "asked-1"}
        rounds = [one for one in _ops(server, opened) if one["kind"] == "round.open"]
        op["body"] = {"round_id": rounds[0]["target_id"], "text": "And now?"}  # type: ignore[assignment]

        answer = call(server, "POST", path, {"v": 1, "batch": [op]}, token=opened["facilitator_token"])

        assert [one["op_id"] for one in answer.json["accepted"]] == ["ask-1"]
        assert rounds[0]["body"]["ends_at"] is None and rounds[0]["body"]["note_budget"] is None


def _ops(server: Server, opened: dict[str, Any]) -> list[dict[str, Any]]:
    path = f"/api/sessions/{opened['session_id']}/ops?channel=all&after=0"
    return call(server, "GET", path, token=opened["facilitator_token"]).json["ops"]


def test_an_own_activity_of_an_event_when_named_then_it_is_listed_and_opened_there_alone(
    typed: Typed, tmp_path: Path
) -> None:
    event_id = json.loads(typed("session", "open", "--activity", "brainstorm", "--json").stdout)["event_id"]
    opened = open_database(sqlite_file=tmp_path / "data" / "retreat.db")
    data = tomllib.loads((FOLDER / "brainstorm.toml").read_text()) | {"name": "Tea round"}
    with opened.read() as db:
        programme_id = programme_of_event(db, event_id) or ""
    opened.write(lambda db: add_own_activity(db, programme_id, data, by=None, now=system_clock(), ids=system_ids))
    opened.close()

    there = typed("session", "open", "--activity", "tea-round", "--event", event_id, "--json")
    elsewhere = typed("session", "open", "--activity", "tea-round", "--json")
    listed = json.loads(typed("activities", "--event", event_id, "--json").stdout)

    assert there.returncode == 0 and json.loads(there.stdout)["event_id"] == event_id
    refused(elsewhere, 1)
    assert listed[-1]["key"] == "own_tea_round" and listed[-1]["steps"]
    assert len(json.loads(typed("activities", "--json").stdout)) == len(listed) - 1
    refused(typed("activities", "--event", "nowhere", "--json"), 1)
