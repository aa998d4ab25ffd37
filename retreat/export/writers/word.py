"""A Word document: cover, transcripts with running headings, what people wrote; a header and page numbers."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from retreat.export.bundle import Bundle, SessionPart, Transcript
from retreat.export.writers.files import File, plain_name, stamp, writable
from retreat.export.writers.sentences import cover_lines, withheld_said

_QUIET = RGBColor(0x53, 0x60, 0x70)
_FONT = "Calibri"


def write(bundle: Bundle) -> list[File]:
    """One document with everything."""
    made = new_document(bundle.title, bundle.made_by, f"{bundle.title} · {bundle.audience.title}")
    made.add_heading(writable(bundle.title), 0)
    fields(made, cover_lines(bundle))
    for sentence in withheld_said(bundle):
        made.add_paragraph(writable(sentence))
    if bundle.shape.line_numbers:
        _number_lines(made)
    for session in bundle.sessions:
        _session(made, bundle, session)
    return [File(name=f"{plain_name(bundle.title, 'record')}.docx", content=saved(made))]


def saved(made: Any) -> bytes:
    """The document's bytes."""
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def new_document(title: str, author: str, running: str) -> Any:
    """An empty A4 document in house style, with a running header and page numbers."""
    made = Document()
    made.core_properties.title = writable(title)
    made.core_properties.author = writable(author)
    made.core_properties.comments = ""
    made.core_properties.language = "en-GB"
    section = made.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin = section.bottom_margin = Cm(2.2)
    normal = made.styles["Normal"]
    normal.font.name, normal.font.size = _FONT, Pt(11)
    normal.paragraph_format.space_after = Pt(8)
    normal.paragraph_format.line_spacing = 1.15
    for name, size in (("Title", 24), ("Heading 1", 17), ("Heading 2", 13), ("Heading 3", 11.5)):
        style = made.styles[name]
        style.font.name, style.font.size = _FONT, Pt(size)
        style.font.color.rgb = RGBColor(0x1D, 0x27, 0x33)
        style.element.rPr.rFonts.set(qn("w:asciiTheme"), "minorHAnsi")
        style.paragraph_format.keep_with_next = True
    head = section.header.paragraphs[0]
    quiet(head.add_run(writable(running)))
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _page_number(foot)
    return made


def fields(made: Any, pairs: Iterable[tuple[str, str]]) -> None:
    """Names and values as a table of two columns without lines."""
    found = list(pairs)
    if not found:
        return
    table = made.add_table(rows=0, cols=2)
    table.autofit = False
    for name, value in found:
        cells = table.add_row().cells
        cells[0].width, cells[1].width = Cm(4), Cm(12)
        quiet(cells[0].paragraphs[0].add_run(writable(name)))
        cells[1].paragraphs[0].add_run(writable(value)).font.size = Pt(10)
        for cell in cells:
            cell.paragraphs[0].paragraph_format.space_after = Pt(2)
    made.add_paragraph()


def _session(made: Any, bundle: Bundle, session: SessionPart) -> None:
    made.add_page_break()
    made.add_heading(writable(session.title), 1)
    for one in session.transcripts:
        _transcript(made, bundle, one)
    if session.written:
        made.add_heading("What people wrote", 2)
    question: str | None = None
    for written in session.written:
        if written.question and written.question != question:
            question = written.question
            made.add_heading(writable(question), 3)
        about = ", ".join(filter(None, (written.kind or written.title, written.table, written.by)))
        paragraph = made.add_paragraph()
        quiet(paragraph.add_run(f"{writable(about)}\n"))
        paragraph.add_run(writable(written.text))


def _transcript(made: Any, bundle: Bundle, one: Transcript) -> None:
    if one.title:
        made.add_heading(writable(one.title), 2)
    fields(made, one.cover)
    if one.signs:
        made.add_heading("Signs", 3)
        fields(made, one.signs)
    question: str | None = None
    for turn in one.turns:
        if turn.question and turn.question != question:
            question = turn.question
            made.add_heading(writable(question), 3)
        paragraph = made.add_paragraph()
        if turn.is_left_out:
            paragraph.add_run(turn.text).italic = True
            continue
        if bundle.shape.turn_numbers:
            quiet(paragraph.add_run(f"{turn.number}  "))
        paragraph.add_run(f"{writable(turn.name)}:").bold = True
        at = stamp(turn.start_ms)
        if at:
            quiet(paragraph.add_run(f" {at}"))
        paragraph.add_run(f" {writable(turn.text)}")


def quiet(run: Any) -> None:
    """Smaller and lighter, for what stands beside the words."""
    run.font.color.rgb, run.font.size = _QUIET, Pt(9.5)


def _page_number(paragraph: Any) -> None:
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        run = paragraph.add_run()
        run.font.size = Pt(9.5)
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.set(qn("xml:space"), "preserve")
            mark.text = text
        run._r.append(mark)


def _number_lines(made: Any) -> None:
    """Word numbers lines by itself: the same words have the same number on any machine with the same fonts."""
    mark = OxmlElement("w:lnNumType")
    mark.set(qn("w:countBy"), "5")
    mark.set(qn("w:restart"), "continuous")
    made.sections[0]._sectPr.append(mark)
