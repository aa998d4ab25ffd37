"""Logs say what happened, never what people said."""

from __future__ import annotations

import io
import json

from retreat.web.logs import configure_logs, log


def test_words_and_tokens_when_logged_by_mistake_then_they_do_not_get_through() -> None:
    lines = io.StringIO()
    configure_logs("info", lines)
    try:
        log.info("note_added", session_id="s1", text="I was frightened", token="abc", name="Margaret", query="q")
        log.info("refused", code='line\r\n{"event": "forged"}')
        log.debug("too_fine", session_id="s1")
    finally:
        configure_logs()

    first, second = (json.loads(line) for line in lines.getvalue().splitlines())
    assert set(first) == {"event", "level", "at", "session_id"}
    assert second["code"] == 'line {"event": "forged"}'


def test_a_warning_before_anything_is_configured_when_logged_then_standard_output_stays_empty(capsys) -> None:  # type: ignore[no-untyped-def]
    log.warning("disk_low", count=3)

    printed = capsys.readouterr()
    assert printed.out == "" and json.loads(printed.err)["event"] == "disk_low"
