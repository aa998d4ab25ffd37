"""Plain text: cover, turns with a blank line between them, then what people wrote. UTF-8, LF. Pure."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from retreat.export.bundle import Bundle, SaidTurn, SessionPart, Transcript
from retreat.export.writers.files import File, plain_name, stamp
from retreat.export.writers.sentences import cover_lines, withheld_said

_WIDTH = 96


def write(bundle: Bundle) -> list[File]:
    """One file with everything."""
    lines = [bundle.title, "=" * min(_WIDTH, len(bundle.title)), ""]
    lines += [*_pairs(cover_lines(bundle)), *withheld_said(bundle), ""]
    for session in bundle.sessions:
        lines += _session(bundle, session)
    text = "\n".join(lines).rstrip() + "\n"
    if bundle.shape.line_numbers:
        text = "".join(f"{number:>5}  {line}\n" for number, line in enumerate(text.splitlines(), 1))
    return [File(name=f"{plain_name(bundle.title, 'record')}.txt", content=text.encode("utf-8"))]


def _session(bundle: Bundle, session: SessionPart) -> Iterator[str]:
    yield from ("", session.title, "-" * min(_WIDTH, len(session.title)), "")
    for one in session.transcripts:
        yield from _transcript(bundle, one)
    question: str | None = None
    if session.written:
        yield from ("What people wrote", "")
    for made in session.written:
        if made.question != question and made.question:
            yield from (f"“{made.question}”", "")
        question = made.question
        who = ", ".join(filter(None, (made.title, made.table, made.by)))
        yield from (*_filled(f"{who}: {made.text}"), "")


def _transcript(bundle: Bundle, one: Transcript) -> Iterator[str]:
    yield from _pairs(one.cover)
    if one.signs:
        yield from ("", "Signs:", *(f"  {sign.ljust(24)}{meaning}" for sign, meaning in one.signs))
    yield ""
    question: str | None = None
    for turn in one.turns:
        if turn.question != question and turn.question:
            question = turn.question
            yield from (f"“{question}”", "")
        yield from (*_filled(_line(bundle, turn)), "")


def _line(bundle: Bundle, turn: SaidTurn) -> str:
    if turn.is_left_out:
        return turn.text
    number = f"{turn.number}. " if bundle.shape.turn_numbers else ""
    at = stamp(turn.start_ms)
    return f"{number}{at}{' ' if at else ''}{turn.name}: {turn.text}"


def _pairs(pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    found = list(pairs)
    width = max((len(name) for name, _value in found), default=0) + 2
    for name, value in found:
        yield from textwrap.wrap(
            value, _WIDTH, initial_indent=f"{name}:".ljust(width), subsequent_indent=" " * width, break_on_hyphens=False
        )


def _filled(text: str) -> Iterator[str]:
    for line in text.splitlines() or [""]:
        yield from textwrap.wrap(line, _WIDTH, break_on_hyphens=False, break_long_words=False) or [""]
