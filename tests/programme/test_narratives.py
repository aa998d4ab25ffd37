"""Outcome narratives: their numbered lines, bringing and clearing them, and words that stay as they were read."""

from __future__ import annotations

import io

import pytest
from sqlalchemy import select

from retreat.database import Database
from retreat.database.erasing import tables_waiting, waiting
from retreat.errors import InvalidInput
from retreat.ids import system_ids
from retreat.imports import narratives as _reader  # noqa: F401 - registers itself, as in the product
from retreat.imports import reading
from retreat.imports.narrative_text import answer
from retreat.programme.narratives.clearing import clear_narrative
from retreat.programme.narratives.lines import clean, lines_of
from retreat.programme.narratives.models import NarrativeText
from retreat.programme.narratives.operations import (
    TEXT_MAX_CHARS,
    NarrativeChanged,
    Written,
    add_narrative,
    change_narrative,
    choose_narratives,
    mark_used,
    narrative_row,
    seen_as,
)
from retreat.programme.narratives.origins import Origin, set_origin
from retreat.programme.narratives.queries import can_be_read_in, chosen_for, narratives_of
from retreat.programme.narratives.returning import set_last_day
from tests.people.make import make_session, make_staff
from tests.people.pages import Browser, first_facilitator
from tests.record.import_files import p, word_file
from tests.support.clock import HandClock
from tests.support.marks import wrong_fields
from tests.support.planning import cleared_narrative, plan

PARAGRAPH = (
    "Mrs M. lived by the river for forty years, with Dr. Reid’s cat. “Nobody asked me!” she said. "
    "In March J. Brown came at 3.30 p.m. and sat with her."
)


def said(text: str) -> list[str]:
    return [text[begins:ends] for begins, ends, _opens in lines_of(text)]


def test_lines_when_a_paragraph_is_long_then_each_sentence_is_one_and_a_typed_line_stays() -> None:
    text = f"One line\nand its next\n\n{PARAGRAPH}"

    assert said(text) == [
        "One line",
        "and its next",
        "Mrs M. lived by the river for forty years, with Dr. Reid’s cat.",
        "“Nobody asked me!” she said.",
        "In March J. Brown came at 3.30 p.m. and sat with her.",
    ]
    assert [opens for _begins, _ends, opens in lines_of(text)] == [1, 0, 1, 0, 0]
    assert said("  \n\n") == [] and said("a" * 200) == ["a" * 200]


def test_text_when_made_clean_then_letters_stay_and_controls_and_empty_lines_go() -> None:
    assert clean("\x00A\r\nb \t\r\n\n\n\n\nc🌱\u202f!\n") == "A\nb\n\nc🌱\u202f!"


@pytest.mark.both_engines
def test_words_when_nobody_has_read_them_then_a_change_replaces_them_and_they_have_to_be_cleared_again(
    database: Database, clock: HandClock
) -> None:
    programme_id = make_session(database, clock).programme_id
    narrative_id, text_id = database.write(lambda db: cleared_narrative(db, programme_id, clock(), text="Mrs Smith."))
    new = Written(title="The garden", text="Mrs S.")

    def change(seen: str) -> None:
        database.write(
            lambda db: change_narrative(
                db, programme_id, narrative_id, new, seen=seen, by=None, now=clock(), ids=system_ids
            )
        )

    change("1.1")

    with database.read() as db:
        rows = db.scalars(select(NarrativeText)).all()
        assert [(row.id, row.text, row.cleared_at, seen_as(row)) for row in rows] == [(text_id, "Mrs S.", None, "1.2")]
        assert waiting(db) is not None and "narrative_text" in tables_waiting(db), "the name leaves the files"
    with pytest.raises(NarrativeChanged):
        change("1.1")


@pytest.mark.both_engines
def test_words_when_a_session_has_read_them_then_a_change_is_a_wording_of_its_own_and_the_read_one_stays(
    database: Database, clock: HandClock
) -> None:
    programme_id = make_session(database, clock).programme_id
    narrative_id, text_id = database.write(lambda db: cleared_narrative(db, programme_id, clock()))
    database.write(lambda db: mark_used(db, text_id, now=clock()))
    new = Written(title="The garden", text="Other words.")

    database.write(
        lambda db: change_narrative(
            db, programme_id, narrative_id, new, seen="1.1", by=None, now=clock(), ids=system_ids
        )
    )

    with database.read() as db:
        (found,) = narratives_of(db, programme_id)
        kept = db.get_one(NarrativeText, text_id)
        assert (found.text, found.wordings, found.is_cleared, found.is_used) == ("Other words.", 2, False, False)
        assert kept.cleared_at is not None and kept.text != found.text


@pytest.mark.parametrize(
    ("written", "field"),
    [
        (Written(title=" ", text="Words."), "title"),
        (Written(title="T", text=" \n"), "text"),
        (Written(title="T", text="w " * TEXT_MAX_CHARS), "text"),
        (Written(title="T", text="Words.", partner_id="nobody"), "partner"),
        (Written(title="T", text="Words.", sector_id="nowhere"), "sector"),
    ],
    ids=lambda one: getattr(one, "title", one),
)
def test_narrative_when_it_cannot_be_kept_then_the_field_is_named(
    sqlite_database: Database, clock: HandClock, written: Written, field: str
) -> None:
    programme_id = make_session(sqlite_database, clock).programme_id

    with pytest.raises(InvalidInput) as refused:
        sqlite_database.write(lambda db: add_narrative(db, programme_id, written, by=None, now=clock(), ids=system_ids))

    assert set(refused.value.fields) == {field}


def test_step_when_a_narrative_is_not_cleared_then_it_cannot_be_chosen(
    sqlite_database: Database, clock: HandClock
) -> None:
    def bring(db: object) -> tuple[str, ...]:
        view = plan(db, clock, "outcome narrative close reading", narrative="")  # type: ignore[arg-type]
        written = Written(title="T", text="Words.")
        narrative_id = add_narrative(db, view.programme_id, written, by=None, now=clock(), ids=system_ids)  # type: ignore[arg-type]
        _row, text = narrative_row(db, view.programme_id, narrative_id)  # type: ignore[arg-type]
        return view.id, view.rounds[1].id, text.id, view.programme_id, narrative_id

    session_id, round_id, text_id, programme_id, narrative_id = sqlite_database.write(bring)

    def choose() -> None:
        sqlite_database.write(
            lambda db: choose_narratives(db, session_id, round_id, {"": text_id}, by=None, now=clock(), ids=system_ids)
        )

    with pytest.raises(InvalidInput):
        choose()
    ben, _token = make_staff(sqlite_database, clock, email="ben")
    day = clock().date().isoformat()
    whence = Origin(out_of="1", chosen_by="The team", because="It was short.", with_person="without")
    sqlite_database.write(lambda db: set_origin(db, programme_id, narrative_id, whence))
    sqlite_database.write(lambda db: set_last_day(db, programme_id, narrative_id, day, now=clock()))
    sqlite_database.write(
        lambda db: clear_narrative(
            db, programme_id, narrative_id, seen="1.1", anonymous=True, agreed=True, by=ben, now=clock()
        )
    )
    choose()

    with sqlite_database.read() as db:
        assert [one.text_id for one in can_be_read_in(db, session_id)] == [text_id]
        assert {step: [one.text_id for one in some] for step, some in chosen_for(db, session_id).items()} == {
            round_id: [text_id]
        }


def test_pages_when_a_narrative_is_brought_changed_and_removed_then_each_step_shows_how_it_stands(
    browser: Browser, sqlite_database: Database, clock: HandClock
) -> None:
    first_facilitator(browser)
    base = f"/desk/programmes/{make_session(sqlite_database, clock).programme_id}/narratives"
    assert 'data-code="no_narratives"' in browser.open(base).text and base in browser.open("/desk").text

    refused = browser.send(f"{base}/new", title="The <b>garden</b>", text="")
    assert refused.status_code == 422 and wrong_fields(refused.text) == ["text"]
    kept = browser.send(f"{base}/new", title="The <b>garden</b>", text="She missed it.\nNobody asked.")
    path = kept.location
    shown = browser.open(path).text
    assert 'data-cleared="no"' in shown and 'data-line="2"' in shown and "<b>garden" not in shown

    late = browser.send(path, seen="0.0", title="T", text="Mine.")
    assert late.status_code == 409 and 'data-code="changed_meanwhile"' in late.text and "Mine." in late.text

    browser.send(f"{path}/remove", page=path)
    assert browser.open(path).status_code == 404 and 'data-code="no_narratives"' in browser.open(base).text


@pytest.mark.parametrize(
    ("name", "content", "status"),
    [
        ("garden.txt", "She missed it.\r\nNobody asked.".encode("utf-16"), 303),
        ("garden.docx", word_file(p("She missed it."), p("Nobody asked.")), 303),
        ("garden.pdf", b"%PDF-1.7 x", 422),
        ("bomb.docx", b"PK\x03\x04 broken", 422),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_file_when_chosen_then_its_text_is_read_in_confinement_or_the_field_says_why_not(
    browser: Browser,
    sqlite_database: Database,
    clock: HandClock,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    content: bytes,
    status: int,
) -> None:
    monkeypatch.setattr(reading, "_lent", [lambda _module, sent: None if b"broken" in sent else answer(sent)])
    first_facilitator(browser)
    base = f"/desk/programmes/{make_session(sqlite_database, clock).programme_id}/narratives"

    sent = browser.send(f"{base}/new", file=(io.BytesIO(content), name))  # type: ignore[arg-type]

    assert sent.status_code == status
    if status == 303:
        shown = browser.open(sent.location).text
        assert 'data-line="2"' in shown and ">garden<" in shown
    else:
        assert wrong_fields(sent.text) == ["file"]
