"""Writes a document for the controller as Word or as one web page that needs nothing else."""

from __future__ import annotations

import html
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from retreat.export.controller.paper import Chapter, Paper, Table
from retreat.export.writers.files import File, plain_name, writable
from retreat.export.writers.page import STYLE
from retreat.export.writers.word import new_document, quiet, saved

_OPEN = "To be completed: "
_STYLE = """
table{border-collapse:collapse;width:100%;font-size:.9rem}th,td{border:1px solid var(--line);padding:.35rem .5rem;
text-align:left;vertical-align:top;overflow-wrap:anywhere}figure{margin:1rem 0}svg{max-width:100%;height:auto}
.open{border-left:3px solid var(--quiet);padding-left:.75rem}.wide{overflow-x:auto}
"""


def write_word(paper: Paper, programme: str, by: str, at: datetime) -> File:
    """As a Word document; the picture is there in words."""
    made = new_document(f"{paper.title}: {programme}", by, f"{paper.title} · {programme}")
    made.add_heading(writable(f"{paper.title}: {programme}"), 0)
    quiet(made.add_paragraph().add_run(_made(at)))
    for chapter in paper.chapters:
        made.add_heading(writable(chapter.title), 1)
        for line in chapter.lines:
            made.add_paragraph(writable(line))
        for table in chapter.tables:
            _table(made, table)
        for asked in chapter.open:
            made.add_paragraph().add_run(writable(f"{_OPEN}{asked}")).italic = True
    return File(name=_name(paper, programme, "docx"), content=saved(made))


def write_page(paper: Paper, programme: str, by: str, at: datetime, svg: str) -> File:
    """As a web page, which a browser can print."""
    title = html.escape(f"{paper.title}: {programme}")
    lines = [
        "<!doctype html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        f"<title>{title}</title>",
        f"<style>{STYLE}{_STYLE}</style>",
        "</head>",
        "<body>",
        "<main>",
        f"<h1>{title}</h1>",
        f"<p>{html.escape(_made(at))} {html.escape(by)}</p>",
        *(line for chapter in paper.chapters for line in _chapter(chapter, svg)),
        "</main>",
        "</body>",
        "</html>",
        "",
    ]
    return File(name=_name(paper, programme, "html"), content="\n".join(lines).encode())


def _made(at: datetime) -> str:
    return f"As it was set up on {at.astimezone():%Y-%m-%d at %H:%M}."


def _name(paper: Paper, programme: str, ending: str) -> str:
    return f"{paper.name}-{plain_name(programme, 'programme')}.{ending}"


def _table(made: Any, table: Table) -> None:
    made.add_heading(writable(table.called), 2)
    if not table.rows:
        made.add_paragraph("Nothing yet.")
        return
    grid = made.add_table(rows=1, cols=len(table.columns))
    grid.style = "Table Grid"
    for cell, name in zip(grid.rows[0].cells, table.columns, strict=True):
        cell.paragraphs[0].add_run(writable(name)).bold = True
    for row in table.rows:
        for cell, value in zip(grid.add_row().cells, row, strict=True):
            cell.paragraphs[0].add_run(writable(value))


def _chapter(chapter: Chapter, svg: str) -> Iterator[str]:
    yield f"<section><h2>{html.escape(chapter.title)}</h2>"
    if chapter.has_picture:
        yield f"<figure>{svg}</figure>"
    yield from (f"<p>{html.escape(line)}</p>" for line in chapter.lines)
    for table in chapter.tables:
        yield f"<h3>{html.escape(table.called)}</h3>"
        if not table.rows:
            yield "<p>Nothing yet.</p>"
            continue
        yield '<div class="wide"><table><thead><tr>'
        yield "".join(f'<th scope="col">{html.escape(one)}</th>' for one in table.columns)
        yield "</tr></thead><tbody>"
        for first, *others in table.rows:
            cells = "".join(f"<td>{html.escape(one)}</td>" for one in others)
            yield f'<tr><th scope="row">{html.escape(first)}</th>{cells}</tr>'
        yield "</tbody></table></div>"
    yield from (f'<p class="open">{_OPEN}{html.escape(asked)}</p>' for asked in chapter.open)
    yield "</section>"
