"""The benchmarks as somebody starts them who has only the product: one clear line, or what the report lacks."""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path
from typing import Any, cast

import pytest

from facilitation.cli.command_line import Asked
from facilitation.live.bench import command
from facilitation.live.load.anything import NOT_AT_RANDOM, kinds_of
from facilitation.live.load.gates import gates
from facilitation.live.load.room import lay_out
from retreat.database import Database
from retreat.errors import RetreatError
from retreat.imports.texts import transcript_of
from retreat.programme.operations import TABLES_MAX
from retreat.search.bench import bench_search, questions_of
from tests.record.scripted_speech import ScriptedSpeech
from tests.serve.conftest import Typed
from tests.support.clock import HandClock
from tests.support.needs import shared_file
from tests.support.rooms import make_house
from tests.support.server import app

MEETING = {
    "meeting_transcripts": [{"speaker": "Ana", "content": "We were tired."}],
    "specific_query_list": [{"query": "Who was tired?", "relevant_text_span": [["0", "0"]]}],
}


def asked(**options: Any) -> Asked:
    """A command as it reaches its function; one that is refused needs nothing else."""
    return Asked(options=argparse.Namespace(**options), parts=cast(Any, None), settings=cast(Any, None))


def refused(typed: Typed, *arguments: str, code: int = 1) -> str:
    """What a benchmark that cannot run says."""
    done = typed("bench", *arguments)
    assert (done.returncode, done.stdout) == (code, ""), done
    assert "Traceback" not in done.stderr and "Error" not in done.stderr, done.stderr
    if code == 1:
        assert len(done.stderr.splitlines()) == 1, done.stderr
    return done.stderr


def test_speech_benchmark_when_there_is_nothing_to_measure_then_one_line(typed: Typed, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "letter.wav").write_text("Dear Ana, this is no sound.")

    assert "/nowhere.wav" in refused(typed, "transcribe", "/nowhere.wav")
    assert str(tmp_path / "empty") in refused(typed, "transcribe", str(tmp_path / "empty"))
    assert "letter.wav" in refused(typed, "transcribe", str(tmp_path / "letter.wav"))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (None, "no_meetings"),
        ("not JSON", "no_meeting"),
        ("[]", "no_meeting"),
        ("{}", "no_meeting"),
        (json.dumps(MEETING | {"meeting_transcripts": []}), "no_meeting"),
        (json.dumps(MEETING | {"specific_query_list": [{"query": "Who?"}]}), "no_meeting"),
        (json.dumps(MEETING | {"specific_query_list": []}), "no_questions"),
    ],
)
def test_search_benchmark_when_there_is_nothing_to_measure_then_one_line(
    typed: Typed, tmp_path: Path, content: str | None, code: str
) -> None:
    meetings = tmp_path / "meetings"
    meetings.mkdir()
    if content is not None:
        (meetings / "one.json").write_text(content)

    assert str(meetings) in refused(typed, "search", "--meetings", str(meetings))
    with pytest.raises(RetreatError) as told:
        bench_search(ScriptedSpeech(""), meetings=meetings, transcript_of=transcript_of)
    assert told.value.code == code


def test_search_benchmark_when_a_meeting_answers_its_question_then_the_hit_is_counted(tmp_path: Path) -> None:
    (tmp_path / "one.json").write_text(json.dumps(MEETING))

    found = bench_search(ScriptedSpeech(""), meetings=tmp_path, transcript_of=transcript_of)

    assert (found["meetings"], found["questions"], found["hit_at_10"]) == (1, 1, 1.0)


def test_search_benchmark_when_a_turn_is_only_a_mark_then_the_labels_after_it_do_not_shift(tmp_path: Path) -> None:
    garden = " ".join(["We talked about the garden and the river."] * 20)
    turns = [{"speaker": "Ana", "content": "{vocalsound}"}] * 3
    turns += [
        {"speaker": "Ben", "content": "Nobody asked how the carers were doing."},
        {"speaker": "Cai", "content": garden},
    ]
    asked_of = {"query": "How were the carers doing?", "relevant_text_span": [["3", "3"]]}
    (tmp_path / "one.json").write_text(json.dumps({"meeting_transcripts": turns, "specific_query_list": [asked_of]}))

    assert [sorted(one.turns) for one in questions_of(tmp_path / "one.json")] == [[0]]
    found = bench_search(ScriptedSpeech(""), meetings=tmp_path, transcript_of=transcript_of)
    assert found["hit_at_10"] == 1.0


def test_search_benchmark_when_the_folder_is_not_named_or_not_there_then_one_line(typed: Typed) -> None:
    assert "--meetings FOLDER" in refused(typed, "search")
    assert "/nowhere" in refused(typed, "search", "--meetings", "/nowhere")


@pytest.mark.parametrize(
    "arguments", [("--phones", "0"), ("--times", "0"), ("--rate", "nan"), ("--rate", "-1"), ("--seconds", "inf")]
)
def test_live_benchmark_when_its_numbers_make_no_sense_then_one_line(typed: Typed, arguments: tuple[str, str]) -> None:
    refused(typed, "live", *arguments)
    given: dict[str, Any] = {"phones": 1, "times": 1, "rate": 1.0, "seconds": 1.0, "transcribing": None}
    name, value = arguments[0].removeprefix("--"), float(arguments[1])
    with pytest.raises(RetreatError) as told:
        command(asked(**(given | {name: value})))
    assert told.value.code == "nothing_to_measure"


@pytest.mark.slow
def test_live_benchmark_when_few_phones_do_everything_then_nothing_is_lost_and_every_gate_has_a_figure(
    typed: Typed,
) -> None:
    """Seen failing with an operation that was sent again and waited for a second time."""
    done = typed("bench", "live", "--kinds", "all", "--phones", "5", "--rate", "20", "--seconds", "5")

    assert (done.returncode, done.stderr) == (0, ""), done
    told = json.loads(done.stdout)
    assert told["whole"] == {"lost": 0, "doubled": 0}
    assert told["join_wave"]["joined"] == 4 and told["go"]["accepted"] == 5
    assert told["dots"]["dots"] == 25 and told["dots"]["wrong_totals"] == 0
    assert told["storm"]["dropped"] == 5 and told["storm"]["unwanted_snapshots"] == 0
    assert told["product"]["sent"] >= 100 and told["relay"]["lost"] == 0
    kinds = told["kinds"]
    sent_by_people = {name for name in kinds_of("participant") if name not in NOT_AT_RANDOM}
    accepted = {name for name, outcome in kinds["outcomes"].items() if "accepted" in outcome}
    assert accepted | set(kinds["never_accepted"]) == sent_by_people and len(accepted) > 5
    assert {"shape", "invalid_input"}.isdisjoint(told["product"]["refused"]), "every operation has the right shape"
    assert all(gate["figure"] is not None for gate in told["gates"])
    assert told["holds"] == all(gate["holds"] for gate in told["gates"])


def test_evening_when_a_thousand_phones_come_then_they_share_as_many_tables_as_a_session_may_have(
    sqlite_database: Database, clock: HandClock, tmp_path: Path
) -> None:
    house = make_house(sqlite_database, clock, tmp_path)
    assert lay_out(house, phones=1_000, screens=1)["tables"] == TABLES_MAX


def test_gates_when_a_figure_is_over_its_limit_or_missing_then_they_do_not_hold() -> None:
    found = {"whole": {"lost": 1, "doubled": 0}}

    held = {gate["figure"]: gate["holds"] for gate in gates(found) if gate["gate"].startswith("whole")}
    assert held == {1: False, 0: True}
    assert not any(gate["holds"] for gate in gates({}))


def test_live_benchmark_when_the_file_to_transcribe_is_not_there_then_nothing_is_measured(typed: Typed) -> None:
    assert "/nowhere.wav" in refused(typed, "live", "--transcribing", "/nowhere.wav")


@pytest.mark.parametrize("arguments", [("live", "--phones", "many"), ("dance",), ()])
def test_benchmark_when_used_wrongly_then_its_usage(typed: Typed, arguments: tuple[str, ...]) -> None:
    assert "usage:" in refused(typed, *arguments, code=2)


@pytest.mark.models
def test_speech_benchmark_when_only_the_product_is_installed_then_speed_is_told_and_what_was_not_scored(
    tmp_path: Path,
) -> None:
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    for name in ("jiwer", "whisper_normalizer", "pyannote"):
        (hidden / f"{name}.py").write_text(f"raise ModuleNotFoundError('none', name='{name}')")
    sounds = tmp_path / "sounds"
    sounds.mkdir()
    for name in ("jfk_inaugural.flac", "jfk_inaugural.reference.txt"):
        shutil.copy(shared_file("audio", name), sounds)
    (sounds / "jfk_inaugural.rttm").write_text("SPEAKER jfk 1 0.0 11.0 <NA> <NA> jfk <NA> <NA>\n")
    (sounds / "letter.wav").write_text("Dear Ana, this is no sound.")

    done = app(
        tmp_path / "data",
        "bench",
        "transcribe",
        str(sounds),
        PYTHONPATH=str(hidden),
        RETREAT_WHISPER_MODEL="tiny.en",
    )

    assert done.returncode == 0, done
    told = json.loads(done.stdout)
    assert told["not_scored"] == {
        "wer": "The package jiwer is not installed: run 'make setup-dev' to have this score.",
        "der": "The package pyannote is not installed: run 'make setup-dev' to have this score.",
    }
    assert told["model"] == "tiny.en"
    assert told["wer"] is None and told["der"] is None
    assert told["times_real_time"] > 0 and told["peer_times_real_time"] > 0
    heard, unread = told["files"]
    assert heard["words"] > 15 and "word_errors" not in heard and "peer_s" in heard
    assert unread["file"] == "letter.wav" and "can't be read as audio" in unread["error"]


@pytest.mark.slow
@pytest.mark.models
def test_speech_benchmark_when_asked_for_copies_then_figures_are_means_with_intervals_beside_both_peers(
    tmp_path: Path,
) -> None:
    """Solo and overlapped words apart, voices by a reference that moves with each copy."""
    sounds = tmp_path / "sounds"
    sounds.mkdir()
    for name in ("jfk_inaugural.flac", "jfk_inaugural.reference.txt"):
        shutil.copy(shared_file("audio", name), sounds)
    for ending in ("wav", "reference.txt", "stm"):
        shutil.copy(shared_file("audio", f"stereo_two_readers.{ending}"), sounds)
    (sounds / "jfk_inaugural.rttm").write_text("SPEAKER jfk 1 0.0 11.0 <NA> <NA> jfk <NA> <NA>\n")

    names = ("jfk_inaugural.flac", "stereo_two_readers.wav")
    rows = [{"file": name, "word_errors": 22, "reference_words": 22} for name in names]
    earlier = tmp_path / "earlier.json"
    earlier.write_text(json.dumps({"copies": 2, "files": rows, "cpu_s": 1.0}))
    given = ("bench", "transcribe", str(sounds), "--copies", "2", "--beside", str(earlier))

    done = app(tmp_path / "data", *given, RETREAT_WHISPER_MODEL="tiny.en")

    assert done.returncode == 0, done
    told = json.loads(done.stdout)
    assert told["copies"] == 2 and told["not_scored"] == {}
    president, readers = told["files"]
    assert len(president["word_errors_by_copy"]) == 2 and 11.1 < president["duration_s"] < 12.0
    assert (president["overlapped_reference_words"], readers["solo_reference_words"]) == (0, 0)
    for hearer in ("", "peer_", "peer_batched_"):
        low, high = told[f"{hearer}wer_interval"]
        assert low <= told[f"{hearer}wer"] <= high
        assert told[f"{hearer}solo_wer"] <= told[f"{hearer}overlapped_wer"]
        assert told[f"{hearer}times_real_time"] > 0
    assert set(told["wer_beside_peer"]) == set(told["wer_beside_peer_batched"]) == {"mean", "interval"}
    assert told["der"] < 0.3
    gained = told["beside_earlier"]
    assert gained["wer"]["mean"] < 0 and gained["solo_wer"] is None, "what the earlier report lacks is not compared"
    assert (gained["better"], gained["worse"]) == (2, 0) and gained["cpu"] > 1


@pytest.mark.parametrize("copies", ["-1", "101"])
def test_speech_benchmark_when_its_number_of_copies_makes_no_sense_then_one_line(typed: Typed, copies: str) -> None:
    assert "--copies" in refused(typed, "transcribe", "--copies", copies)


def test_speech_benchmark_when_it_cannot_be_compared_with_what_is_named_then_nothing_is_heard(
    typed: Typed, tmp_path: Path
) -> None:
    """Said at once: a benchmark of copies takes minutes."""
    (tmp_path / "other.json").write_text(json.dumps({"copies": 5, "files": []}))
    sound = str(shared_file("audio", "jfk_inaugural.flac"))

    assert "/nowhere.json" in refused(typed, "transcribe", sound, "--beside", "/nowhere.json")
    assert "--copies 5" in refused(typed, "transcribe", sound, "--beside", str(tmp_path / "other.json"))


@pytest.mark.models
def test_search_benchmark_when_run_on_a_meeting_then_it_tells_how_many_answers_were_found(tmp_path: Path) -> None:
    (tmp_path / "one.json").write_text(json.dumps(MEETING))

    done = app(tmp_path / "data", "bench", "search", "--meetings", str(tmp_path))

    assert (done.returncode, done.stderr) == (0, ""), done
    told = json.loads(done.stdout)
    assert (told["meetings"], told["questions"], told["hit_at_10"], told["mrr"]) == (1, 1, 1.0, 1.0)
    assert told["words_alone"]["hit_at_10"] == 1.0 and told["p95_ms"] > 0


@pytest.mark.slow
@pytest.mark.models
def test_live_benchmark_when_run_beside_a_transcription_then_every_note_reaches_every_phone(tmp_path: Path) -> None:
    small = ("--phones", "3", "--rate", "4", "--seconds", "2", "--times", "2")
    talk = str(shared_file("audio", "jfk_inaugural.flac"))

    done = app(tmp_path / "data", "bench", "live", *small, "--transcribing", talk)

    assert (done.returncode, done.stderr) == (0, ""), done
    told = json.loads(done.stdout)
    assert (told["phones"], told["transcribing"]) == (3, True) and told["medians"]["ratio_p95"] > 0
    assert len(told["runs"]) == 2
    for side in ("relay", "product"):
        for run in told["runs"]:
            assert run[side]["lost"] == 0 and run[side]["delivery_ms"]["p95"] > 0, run[side]
