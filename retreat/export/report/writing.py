"""Writes a report as a Word document or a web page: the same chapters, each line with the number of its evidence."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from typing import Any

from docx.shared import Cm, Pt

from retreat.export.bundle import Bundle
from retreat.export.report.document import Evidence, Line, Section, numbered
from retreat.export.report.drafting import Report, report_of
from retreat.export.writers.files import File, plain_name, writable
from retreat.export.writers.page import STYLE
from retreat.export.writers.sentences import cover_lines
from retreat.export.writers.word import fields, new_document, quiet, saved

_EASY_PT = 14
_REPORT, _EASY = "Report", "Easy read report"
_EVIDENCE = "Where each line comes from"
_TELLS = "The number behind a line says where it comes from. The list is at the end."
_STYLE = """
blockquote{margin:0 0 1rem;padding:.1rem 0 .1rem 1rem;border-left:3px solid var(--line)}
blockquote p{margin:0;white-space:pre-line}
.by,.lead{color:var(--quiet);font-size:.9rem;font-family:system-ui,sans-serif}
.lead{font-weight:600}h4{margin:1.25rem 0 .5rem;font-size:1rem}sup{font-family:system-ui,sans-serif;font-size:.65em}
sup a{text-decoration:none}ol.evidence{font-size:.85rem;padding-left:2.5rem}ol.evidence li{overflow-wrap:anywhere}
nav ul{padding-left:1.25rem}.easy{font:1.25rem/1.7 system-ui,-apple-system,"Segoe UI",sans-serif}
@media print{h2{break-before:auto;break-after:avoid}}
@media print{nav,sup a{color:inherit}blockquote{break-inside:avoid}h3,h4{break-after:avoid}}
"""


def write_word(bundle: Bundle) -> list[File]:
    """As a Word document."""
    return [_word(report_of(bundle))]


def write_page(bundle: Bundle) -> list[File]:
    """As a web page, which a browser can print."""
    return [_page(report_of(bundle))]


def write_easy_word(bundle: Bundle) -> list[File]:
    """In easy read, as a Word document: the same contents under short headings, in large type."""
    return [_word(report_of(bundle, easy=True))]


def write_easy_page(bundle: Bundle) -> list[File]:
    """In easy read, as a web page."""
    return [_page(report_of(bundle, easy=True))]


def _name(report: Report, ending: str) -> str:
    kind = "easy-report" if report.easy else "report"
    return f"{plain_name(report.title, 'event')}-{kind}.{ending}"


def _left(section: Section) -> str:
    count = len(section.left_out)
    return f"The editors left out {count} {'line' if count == 1 else 'lines'} of this chapter." if count else ""


def _word(report: Report) -> File:
    bundle = report.bundle
    made = new_document(report.title, bundle.made_by, f"{report.title} · {bundle.audience.title}")
    if report.easy:
        made.styles["Normal"].font.size = Pt(_EASY_PT)
        made.styles["Normal"].paragraph_format.line_spacing = 1.5
    quote = made.styles["Quote"]
    quote.font.italic, quote.font.name = False, "Calibri"
    quote.paragraph_format.left_indent = Cm(0.8)
    made.add_heading(writable(report.title), 0)
    made.add_paragraph(_EASY if report.easy else _REPORT, style="Subtitle")
    fields(made, cover_lines(bundle))
    made.add_paragraph(_TELLS)
    numbers = numbered(report.sections)
    for section in report.sections:
        made.add_heading(section.title, 1)
        for part in filter(None, section.typed.split("\n\n")):
            made.add_paragraph(writable(part))
        for line in section.lines:
            _line(made, line, numbers)
        if not any(not line.open for line in section.lines) and not section.typed:
            made.add_paragraph(section.nothing or "Nothing was written here yet.")
        if _left(section):
            quiet(made.add_paragraph().add_run(_left(section)))
    made.add_heading(_EVIDENCE, 1)
    for one, number in numbers.items():
        paragraph = made.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(2)
        quiet(paragraph.add_run(writable(f"{number}. {one.said}: {one.href}")))
    return File(name=_name(report, "docx"), content=saved(made))


def _line(made: Any, line: Line, numbers: Mapping[Evidence, int]) -> None:
    if line.open:
        return
    if line.under:
        made.add_heading(writable(line.under), 2)
    if line.lead:
        head = made.add_paragraph()
        head.paragraph_format.space_after, head.paragraph_format.keep_with_next = Pt(2), True
        head.add_run(writable(line.lead)).bold = True
    paragraph = made.add_paragraph(style="Quote" if line.is_quoted else None)
    paragraph.add_run(writable(line.text))
    for one in line.evidence:
        paragraph.add_run(f" {numbers[one]}").font.superscript = True
    if line.by:
        quiet(paragraph.add_run(f"\n{writable(line.by)}"))


def _page(report: Report) -> File:
    lines = [
        "<!doctype html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        f"<title>{_e(report.title)}</title>",
        f"<style>{STYLE}{_STYLE}</style>",
        "</head>",
        '<body class="easy">' if report.easy else "<body>",
        "<main>",
        f"<h1>{_e(report.title)}</h1>",
        f"<p>{_EASY if report.easy else _REPORT}</p>",
        "<dl>",
        *(f"<dt>{_e(name)}</dt><dd>{_e(value)}</dd>" for name, value in cover_lines(report.bundle)),
        "</dl>",
        '<nav aria-label="Contents"><ul>',
        *(f'<li><a href="#{_e(one.key)}">{_e(one.title)}</a></li>' for one in report.sections),
        "</ul></nav>",
        f"<p>{_TELLS}</p>",
    ]
    numbers = numbered(report.sections)
    for section in report.sections:
        lines += _section(section, numbers)
    lines += [f'<section id="evidence"><h2>{_EVIDENCE}</h2>', '<ol class="evidence">']
    lines += [f'<li id="e{number}">{_e(one.said)}: {_e(one.href)}</li>' for one, number in numbers.items()]
    lines += ["</ol></section>", "</main>", "</body>", "</html>", ""]
    return File(name=_name(report, "html"), content="\n".join(lines).encode("utf-8"))


def _section(section: Section, numbers: Mapping[Evidence, int]) -> Iterator[str]:
    yield f'<section id="{_e(section.key)}">'
    yield f"<h2>{_e(section.title)}</h2>"
    for part in filter(None, section.typed.split("\n\n")):
        yield f'<p dir="auto">{_e(part).replace(chr(10), "<br>")}</p>'
    shown = [line for line in section.lines if not line.open]
    for line in shown:
        if line.under:
            yield f"<h3>{_e(line.under)}</h3>"
        if line.lead:
            yield f'<p class="lead">{_e(line.lead)}</p>'
        marks = "".join(f'<sup><a href="#e{numbers[one]}">{numbers[one]}</a></sup>' for one in line.evidence)
        if line.is_quoted:
            by = f'<p class="by">{_e(line.by)}</p>' if line.by else ""
            yield f'<blockquote><p dir="auto">{_e(line.text)}{marks}</p>{by}</blockquote>'
        else:
            yield f'<p dir="auto">{_e(line.text)}{marks}</p>'
    if not shown and not section.typed:
        yield f"<p>{_e(section.nothing or 'Nothing was written here yet.')}</p>"
    if _left(section):
        yield f'<p class="by">{_e(_left(section))}</p>'
    yield "</section>"


def _e(text: str) -> str:
    return html.escape(text)
