"""The benchmark of search still builds a record and asks it."""

from __future__ import annotations

import json
from pathlib import Path

from retreat.imports.texts import transcript_of
from retreat.search.bench import bench_search
from tests.record.scripted_speech import ScriptedSpeech


def test_a_meeting_with_a_question_when_benched_then_its_place_is_found(tmp_path: Path) -> None:
    """Seen red: no event could be kept without its last day."""
    said = [("Ana", "The pelicans came back to the harbour this year."), ("Ben", "The ferries were late all winter.")]
    meeting = {
        "meeting_transcripts": [{"speaker": speaker, "content": words} for speaker, words in said],
        "specific_query_list": [{"query": "pelicans", "relevant_text_span": [["0", "0"]]}],
    }
    (tmp_path / "one.json").write_text(json.dumps(meeting))

    told = bench_search(ScriptedSpeech(), meetings=tmp_path, transcript_of=transcript_of)

    assert (told["meetings"], told["questions"], told["hit_at_10"]) == (1, 1, 1.0)
