"""One HTML file that needs nothing else: a page to read, to print, or to save as PDF from a browser. Pure."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator

from retreat.export.bundle import Bundle, SessionPart, Transcript
from retreat.export.writers.files import File, plain_name, stamp
from retreat.export.writers.sentences import cover_lines, withheld_said

STYLE = """
:root{color-scheme:light dark;--ink:#1d2733;--quiet:#536070;--paper:#fff;--line:#cfd6de}
@media (prefers-color-scheme:dark){:root{--ink:#e6ebf0;--quiet:#a3afbb;--paper:#14191f;--line:#3a444f}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:46rem;padding:2rem 1.25rem 4rem;background:var(--paper);color:var(--ink);
font:1.0625rem/1.6 Georgia,"Times New Roman",serif}
h1,h2,h3,dt,.who,.at,.n{font-family:system-ui,-apple-system,"Segoe UI",sans-serif}
h1{line-height:1.2;margin:0 0 1rem}h2{margin:3rem 0 .75rem;padding-top:1rem;border-top:1px solid var(--line)}
h3{margin:2rem 0 .5rem;font-size:1.05rem}
dl{display:grid;grid-template-columns:minmax(7rem,auto) 1fr;gap:.25rem 1rem;margin:0 0 1.5rem;font-size:.95rem}
dt{color:var(--quiet)}dd{margin:0;overflow-wrap:anywhere}
.turn{margin:0 0 1rem;overflow-wrap:anywhere}
.who{font-weight:600;font-size:.95rem}.at,.n{color:var(--quiet);font-size:.85rem;font-variant-numeric:tabular-nums}
.out{color:var(--quiet);font-style:italic}.kind{color:var(--quiet);font-size:.9rem}
@media (max-width:30rem){dl{grid-template-columns:1fr;gap:0 0}dd{margin-bottom:.5rem}}
@media print{body{max-width:none;padding:0;color:#000;background:#fff}h2{break-before:page}.turn{break-inside:avoid}
@page{margin:22mm 20mm}}
"""


def write(bundle: Bundle) -> list[File]:
    """One file with everything, which loads nothing and runs nothing."""
    lines = [
        "<!doctype html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        f"<title>{_e(bundle.title)}</title>",
        f"<style>{STYLE}</style>",
        "</head>",
        "<body>",
        "<main>",
        f"<h1>{_e(bundle.title)}</h1>",
        *_fields(cover_lines(bundle)),
        *(f"<p>{_e(one)}</p>" for one in withheld_said(bundle)),
    ]
    for session in bundle.sessions:
        lines += _session(bundle, session)
    lines += ["</main>", "</body>", "</html>", ""]
    return [File(name=f"{plain_name(bundle.title, 'record')}.html", content="\n".join(lines).encode("utf-8"))]


def _session(bundle: Bundle, session: SessionPart) -> Iterator[str]:
    yield f'<section id="s-{_e(session.id)}">'
    yield f"<h2>{_e(session.title)}</h2>"
    for one in session.transcripts:
        yield from _transcript(bundle, one)
    if session.written:
        yield "<h3>What people wrote</h3>"
    question: str | None = None
    for written in session.written:
        if written.question and written.question != question:
            yield f"<h3>{_e(written.question)}</h3>"
        question = written.question or question
        about = ", ".join(filter(None, (written.kind or written.title, written.table, written.by)))
        said = _e(written.text).replace("\n", "<br>")
        yield f'<p class="turn" id="m-{_e(written.id)}" dir="auto"><span class="kind">{_e(about)}</span><br>{said}</p>'
    yield "</section>"


def _transcript(bundle: Bundle, one: Transcript) -> Iterator[str]:
    yield from _fields(one.cover)
    if one.signs:
        yield "<h3>Signs</h3>"
        yield from _fields(one.signs)
    question: str | None = None
    for turn in one.turns:
        if turn.question and turn.question != question:
            question = turn.question
            yield f"<h3>{_e(question)}</h3>"
        if turn.is_left_out:
            yield f'<p class="turn out">{_e(turn.text)}</p>'
            continue
        number = f'<span class="n">{turn.number}</span> ' if bundle.shape.turn_numbers else ""
        at = f' <span class="at">{_e(stamp(turn.start_ms))}</span>' if turn.start_ms is not None else ""
        who = f'{number}<span class="who">{_e(turn.name)}</span>{at}'
        lang = f' lang="{_e(one.language)}"' if one.language else ""
        said = f'<span dir="auto"{lang}>{_e(turn.text)}</span>'
        yield f'<p class="turn" id="t-{_e(one.id)}-{turn.number}">{who}<br>{said}</p>'


def _fields(pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    yield "<dl>"
    for name, value in pairs:
        yield f"<dt>{_e(name)}</dt><dd>{_e(value)}</dd>"
    yield "</dl>"


def _e(text: str) -> str:
    return html.escape(text)
