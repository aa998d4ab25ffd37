"""Speech on the command line: the pipeline alone, and its benchmark."""

from __future__ import annotations

import json
import sys

from facilitation.cli.command_line import Asked
from facilitation.cli.giving_way import give_way_to_a_room
from facilitation.demo.script import TABLE_TALK
from retreat.errors import InvalidInput
from retreat.recordings.people import speakers_said

COPIES_MAX = 100


def transcribe(asked: Asked) -> int:
    """Turn one file into words, without a database."""
    give_way_to_a_room(asked.settings.data)
    options = asked.options
    given = [str(options.file), "--json", str(options.json), "--model", options.model or asked.settings.whisper_model]
    if options.language is not None:
        given += ["--language", options.language]
    if options.speakers is not None:
        given += ["--speakers", str(speakers_said(str(options.speakers)))]
    if options.glossary is not None:
        given += ["--glossary", str(options.glossary)]
    return asked.parts.transcribe(given, asked.settings.models)


def bench(asked: Asked) -> None:
    """Measure speed and accuracy beside a plain recogniser; without files, on the sample programme's table talk."""
    copies = asked.options.copies
    if not 0 <= copies <= COPIES_MAX:
        raise InvalidInput(f"--copies must be a number from 0 to {COPIES_MAX}.")
    found = asked.parts.bench_speech(asked.settings, asked.options.files or [TABLE_TALK], copies, asked.options.beside)
    sys.stdout.write(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
