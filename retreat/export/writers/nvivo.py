"""A kit for NVivo: documents with speakers as headings, a timed table for each sound, and a sheet that describes cases.

NVivo makes a case of each heading of one style, codes what is below it there, and fills in what the sheet says of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from docx.shared import Cm

from retreat.export.bundle import Account, Bundle, SessionPart, Transcript
from retreat.export.qda import codebook
from retreat.export.writers.files import File, plain_name, told_apart, writable
from retreat.export.writers.sentences import cover_lines, withheld_said
from retreat.export.writers.tables import as_workbook, guarded
from retreat.export.writers.word import fields, new_document, saved

CASES = ("Case", "Sector", "Role", "Table")
TIMED = ("Timespan", "Content", "Speaker")
LEFT_OUT = "Left out"
_QUESTION, _SPEAKER = 1, 2
_SHEET = "cases.xlsx"
# A transcript and a voice within it, or what somebody wrote.
_Names = Mapping[tuple[str, str], str]


def write(bundle: Bundle) -> list[File]:
    """A document for each session and narrative, a table for each sound, the sheet, the codebook, and how to begin."""
    names, rows = _cases(bundle)
    files = [_document(bundle, one.title, one, names) for one in bundle.sessions if one.transcripts or one.written]
    files += [_narrative(bundle, one) for one in bundle.accounts]
    files += [_timed(bundle, one, names) for one in bundle.transcripts if _has_times(one)]
    if not files:
        return []
    apart = told_apart(one.name for one in files)
    files = [File(name=f"{name}.docx", content=one.content) for name, one in zip(apart, files, strict=True)]
    if rows:
        files.append(File(name=_SHEET, content=as_workbook("cases", CASES, rows)))
    files += [File(name="codebook.qdc", content=one.content) for one in codebook.write(bundle)]
    return [_read_me(bundle, [one.name for one in files]), *files]


def losses_of(bundle: Bundle) -> list[str]:
    """What the kit does not hold, in sentences."""
    found = withheld_said(bundle)
    if bundle.analysis.codings:
        found.append(
            "Codings and memos are not in the kit. They are in the project (REFI-QDA), which NVivo can import."
        )
    if bundle.transcripts:
        found.append("The sound is not in the kit. Import it from where it is kept, if people agreed to that.")
        found.append("Times of single words and points at which people speak at once are not in the kit.")
    if any(turn.is_left_out for one in bundle.transcripts for turn in one.turns):
        found.append(
            f"Where words are left out there is a heading “{LEFT_OUT}”. Delete the case that NVivo makes of it."
        )
    if any(session.sheets for session in bundle.sessions):
        found.append("Dots, positions and other figures are not in the kit: export the tables as well.")
    return found


def _cases(bundle: Bundle) -> tuple[_Names, list[tuple[str, str | None, str | None, str | None]]]:
    """What each voice is called throughout the kit, and a row for each: one name is one case for NVivo."""
    names: dict[tuple[str, str], str] = {}
    known: dict[str, str] = {}
    rows: list[tuple[str, str | None, str | None, str | None]] = []
    for one in bundle.transcripts:
        for voice in one.voices:
            case = voice.case or f"{one.id}:{voice.key}"
            if case not in known:
                known[case] = _unlike(_plain(voice.name), one, known.values())
                rows.append((known[case], voice.sector, voice.role, voice.table))
            names[one.id, voice.key] = known[case]
    return names, rows


def _unlike(name: str, one: Transcript, others: Any) -> str:
    """The name, with where it is from if somebody else has it too."""
    taken, wanted, number = {other.casefold() for other in others}, name, 2
    if wanted.casefold() in taken:
        name = wanted = f"{name} ({_plain(one.table or one.title)})"
    while wanted.casefold() in taken:
        wanted, number = f"{name} {number}", number + 1
    return wanted


def _plain(text: str) -> str:
    return str(guarded(" ".join(writable(text).split())))


def _document(bundle: Bundle, title: str, session: SessionPart, names: _Names) -> File:
    made = _begun(bundle, title)
    for one in session.transcripts:
        for question, turns in _by_question((turn.question, turn) for turn in one.turns):
            made.add_heading(_plain(question or one.title), _QUESTION)
            for turn in turns:
                who = LEFT_OUT if turn.is_left_out else names.get((one.id, turn.voice or ""), _plain(turn.name))
                made.add_heading(who, _SPEAKER)
                made.add_paragraph(writable(turn.text))
    for question, some in _by_question((written.question, written) for written in session.written):
        made.add_heading(_plain(question or "What people wrote"), _QUESTION)
        for written in some:
            made.add_heading(_plain(written.by or written.table or written.title), _SPEAKER)
            made.add_paragraph(writable(written.text))
    return File(name=plain_name(title, "session"), content=saved(made))


def _narrative(bundle: Bundle, one: Account) -> File:
    made = _begun(bundle, one.title)
    for paragraph in filter(str.strip, writable(one.text).split("\n")):
        made.add_paragraph(paragraph)
    return File(name=f"narrative-{plain_name(one.title, 'narrative')}", content=saved(made))


def _timed(bundle: Bundle, one: Transcript, names: _Names) -> File:
    """The table that NVivo takes for the transcript of a sound."""
    made = new_document(one.title, bundle.made_by, f"{bundle.title} · {bundle.audience.title}")
    turns = [turn for turn in one.turns if turn.start_ms is not None and not turn.is_left_out]
    table = made.add_table(rows=1 + len(turns), cols=len(TIMED))
    table.style = "Table Grid"
    said = [
        (
            _span(turn.start_ms or 0, turn.end_ms),
            writable(turn.text),
            names.get((one.id, turn.voice or ""), _plain(turn.name)),
        )
        for turn in turns
    ]
    # Asking a table for a cell takes longer the larger it is; its rows are asked once.
    for row, values in zip(table.rows, [TIMED, *said], strict=True):
        for cell, value in zip(row.cells, values, strict=True):
            cell.paragraphs[0].add_run(value)
    for column, width in zip(table.columns, (4, 9, 3.5), strict=True):
        column.width = Cm(width)
    return File(name=f"{plain_name(one.title, 'sound')}-for-the-sound", content=saved(made))


def _read_me(bundle: Bundle, names: Sequence[str]) -> File:
    made = _begun(bundle, "Read me first")
    fields(made, cover_lines(bundle))
    made.add_heading("In this order", 1)
    timed = [one for one in names if one.endswith("-for-the-sound.docx")]
    steps = [
        "Import the documents of sessions and narratives as files.",
        "Code them automatically by paragraph style: Heading 2 makes cases, Heading 1 a code for each question.",
    ]
    if _SHEET in names:
        steps.append(f"Import {_SHEET} as a classification sheet, with its first column as the name of the case.")
    if "codebook.qdc" in names:
        steps.append("Import codebook.qdc as a codebook.")
    if timed:
        steps.append("Import a sound, open it, and import its table as its transcript: " + ", ".join(timed) + ".")
    for step in steps:
        made.add_paragraph(step, style="List Number")
    made.add_heading("What is not in it", 1)
    for sentence in losses_of(bundle):
        made.add_paragraph(writable(sentence), style="List Bullet")
    return File(name="read-me-first.docx", content=saved(made))


def _begun(bundle: Bundle, title: str) -> Any:
    made = new_document(title, bundle.made_by, f"{bundle.title} · {bundle.audience.title}")
    made.add_heading(_plain(title), 0)
    return made


def _by_question(some: Iterator[tuple[str | None, Any]]) -> list[tuple[str | None, list[Any]]]:
    """What belongs together, as long as the question stays the same."""
    found: list[tuple[str | None, list[Any]]] = []
    for question, one in some:
        if not found or found[-1][0] != question:
            found.append((question, []))
        found[-1][1].append(one)
    return found


def _has_times(one: Transcript) -> bool:
    return any(turn.start_ms is not None for turn in one.turns)


def _span(begins: int, ends: int | None) -> str:
    return f"{_time(begins)} - {_time(max(begins, ends or begins))}"


def _time(ms: int) -> str:
    """``H:MM:SS.t``, as NVivo writes it."""
    seconds, rest = divmod(ms // 100, 10)
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest}"
