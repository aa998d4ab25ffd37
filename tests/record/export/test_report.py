"""The report of an event: drafted with its evidence, completed by hand, and with both sides in every edition."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from docx import Document
from lxml import html

from retreat.export.audiences import AUDIENCES
from retreat.export.bundle import (
    Bundle,
    EventPart,
    NarrativeOrigin,
    SessionPart,
    Shape,
    Sheet,
    StepRun,
    Withheld,
    Written,
)
from retreat.export.formats import FORMATS
from retreat.export.report.document import Edits
from retreat.export.report.drafting import Report, report_of

BEGAN = datetime(2026, 11, 23, 10, tzinfo=UTC)
EDITIONS = ("report", "report-html", "easy-report", "easy-report-html")
COUNTER = (
    "Choice is what keeps me safe",
    "Rules keep all of us safe",
    "We have seen the opposite",
    "I still see none of it",
)


def sheet(name: str, columns: str, *rows: tuple[str, ...]) -> Sheet:
    return Sheet(name=name, title=name, columns=tuple(columns.split("|")), rows=rows)


def told(audience: str = "team", **more: object) -> Bundle:
    """A day with one of everything."""
    step = StepRun(
        title="Round of notes",
        interaction="notes",
        planned_minutes=10,
        opened_at=BEGAN,
        closed_at=BEGAN + timedelta(minutes=25),
    )
    never = replace(step, title="Dots", opened_at=None, closed_at=None)
    note = Written(
        id="n1",
        noun="note",
        title="Note",
        text="The bus <never> comes",
        at=BEGAN,
        table="Table 1",
        question="What matters?",
        heading="Getting there",
        by="Practitioner, third sector",
        kind="What I see",
    )
    session = SessionPart(
        id="s",
        event_id="e",
        title="Tuesday",
        activity="Brainstorm",
        state="ended",
        opened_at=BEGAN,
        ended_at=BEGAN + timedelta(hours=1),
        steps=(step, never),
        questions=(),
        transcripts=(),
        written=(note, replace(note, id="n2", heading=None, text="Nobody asked us", by=None)),
        sheets=(
            sheet("light_bulbs", "light_bulb|marked_at|by|I used to think", ("b1", "", "", "It was us")),
            sheet(
                "assumptions",
                "assumption|id|part|words|who",
                ("More visits", "a1", "assumption", "More visits", ""),
                ("More visits", "a2", "against", COUNTER[2], ""),
                ("More visits", "a3", "test", "Ask ten of them", "Jo"),
            ),
            sheet(
                "tensions",
                "tension|left|statement|stance|words",
                ("Choice or safety", "Still open", "t1", "side", COUNTER[0]),
                ("Choice or safety", "Still open", "t2", "side", COUNTER[1]),
            ),
            sheet("exchanges", "matter|what|entry|words", ("Buses", "differs", "x1", COUNTER[3])),
            sheet(
                "undertakings", "undertaking|sort|words|owner|due", ("u1", "offer", "I will ring", "Jo", "2026-12-01")
            ),
        ),
        attendance=(("Third sector", 6), (None, 2)),
        narratives=("A day of Jean’s", "The stairs"),
        origins=(
            NarrativeOrigin(
                title="A day of Jean’s" if audience == "team" else "",
                out_of=7,
                chosen_by="The manager",
                because="It tells of buses.",
                with_person="confirmed",
            ),
            NarrativeOrigin(title="", out_of=None, chosen_by="", because="", with_person=""),
        ),
    )
    event = EventPart(
        id="e",
        title="Retreat",
        kind="Data retreat",
        starts_on=BEGAN.date(),
        ends_on=BEGAN.date(),
        place="Dundee",
        sessions=(session,),
    )
    made = Bundle(
        title="Retreat",
        programme="P",
        audience=AUDIENCES[audience],
        shape=Shape(),
        made_at=BEGAN,
        made_by="Ada",
        events=(event,),
        withheld=Withheld(),
        sectors=("Third sector", "Regulator"),
    )
    return replace(made, **more)  # type: ignore[arg-type]


def text_of(report: Report) -> str:
    return "\n".join(line.text for section in report.sections for line in section.lines)


def read_back(name: str, content: bytes) -> str:
    if name.endswith("docx"):
        return "\n".join(one.text for one in Document(io.BytesIO(content)).paragraphs)
    return str(html.fromstring(content.decode()).text_content())


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("audience", ["team", "partners", "commissioners", "public"])
def test_any_edition_when_written_for_anybody_then_no_counter_view_is_missing(edition: str, audience: str) -> None:
    every = frozenset(line.key for section in report_of(told()).sections for line in section.lines)

    (file,) = FORMATS[edition].write(told(audience, edits=Edits(left_out=every)))
    found = read_back(file.name, file.content)

    assert all(one in found for one in COUNTER)
    assert "The bus <never> comes" not in found


@pytest.mark.parametrize("edition", EDITIONS)
def test_report_when_written_then_every_line_of_what_is_kept_has_its_evidence(edition: str) -> None:
    report = report_of(told())
    (file,) = FORMATS[edition].write(told())
    found = read_back(file.name, file.content)

    assert all(line.evidence for section in report.sections for line in section.lines if line.is_quoted)
    assert "/sessions/s?show=notes#note-n1" in found and "The bus <never> comes" in found
    for told_too in ("Dundee", "Regulator", "Ask ten of them", "I will ring", "Jo", "Practitioner, third sector"):
        assert told_too in found


def test_editors_when_they_complete_it_then_people_s_words_stay_and_open_questions_go_in_only_once_answered() -> None:
    edits = Edits(texts={"text:purpose": "To listen.", "note:n1": "The bus comes", "coreq:facilitators": "Two of us."})

    before, after = text_of(report_of(told())), report_of(told(edits=edits))
    (file,) = FORMATS["report"].write(told())

    assert "The bus <never> comes" in text_of(after) and "The bus comes" not in text_of(after).split("\n")
    assert after.sections[0].typed == "To listen."
    assert "Two of us." in text_of(after) and "Two of us." not in before
    asked = [line.text for section in report_of(told()).sections for line in section.lines if line.open]
    assert asked and not any(one in read_back(file.name, file.content) for one in asked)


def test_small_groups_when_others_read_then_no_sector_is_told_to_be_missing() -> None:
    assert "Regulator" in text_of(report_of(told()))
    assert "Regulator" not in text_of(report_of(told("partners")))


@pytest.mark.parametrize("audience", ["team", "public"])
def test_report_when_narratives_were_read_then_it_prints_where_each_comes_from_and_the_wall(audience: str) -> None:
    section = next(one for one in report_of(told(audience)).sections if one.key == "narratives")

    lines = {line.key: line.text for line in section.lines}
    assert [key.split(":")[0] for key in lines] == ["narratives", "origin", "origin", "narratives"]
    first, second = (text for key, text in lines.items() if key.startswith("origin"))
    assert "7" in first and "The manager" in first and "It tells of buses" in first
    assert ("Jean" in first) == (audience == "team") and "7" not in second
