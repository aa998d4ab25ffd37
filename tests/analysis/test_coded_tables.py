"""Codes, codings and memos leave as tables, each coding with its words, for the team alone."""

from __future__ import annotations

import io
from dataclasses import replace

import openpyxl
import pandas
import pytest

from retreat.analysis.excerpts.choosing import Chosen
from retreat.analysis.memos.operations import MemoTyped, write_memo
from retreat.consent.gate import Owner
from retreat.export.audiences import audience_named
from retreat.export.bundle import Bundle, Shape
from retreat.export.gathering import bundle_of
from retreat.export.writers.tables import write_csv, write_xlsx
from tests.analysis.world import NOTE, World

pytestmark = pytest.mark.both_engines


def bundle(world: World, audience: str = "team", level: str = "full") -> Bundle:
    with world.database.read() as db:
        return bundle_of(
            db,
            Owner(),
            audience_named(audience),
            [world.session_id],
            shape=Shape(level=level),
            now=world.clock(),
            made_by="Ada",
        )


def loaded(made: Bundle) -> dict[str, pandas.DataFrame]:
    return {one.name: pandas.read_csv(io.BytesIO(one.content)) for one in write_csv(made)}


def test_codings_of_talk_and_note_when_loaded_then_each_is_a_quote_with_its_code_and_place(world: World) -> None:
    world.bens()
    first = world.read(lambda db: world.first_words_of(db, "Ben"))
    talk = world.read(lambda db: [word.text for word in world.words_of(db, "Ben")])
    note = world.read(world.note_id)
    money = world.code("=Money")
    rent = world.code("Rent", parent_id=money)
    on_talk = world.coded(rent, world.words(first, first + 3), world.cem_id)
    on_note = world.coded(money, Chosen(made_id=note, first_cp=4, last_cp=7))
    about = MemoTyped(text="Prices came up late", kind="analytic", shared=True)
    own = MemoTyped(text="Not for others", kind="reflexive", shared=False)
    for typed in (about, own):
        world.write(lambda db, typed=typed: write_memo(db, world.who(), "code", money, typed))  # type: ignore[misc]

    made = bundle(world)
    tables = loaded(made)
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx(made)[0].content))

    codes = tables["codes.csv"].set_index("code")
    assert codes.loc[money, "code_name"] == "'=Money" and codes.loc[rent, "parent"] == money
    assert codes.loc[rent, "code_path"] == "'=Money > Rent"
    codings = tables["codings.csv"].set_index("coding")
    assert codings.loc[on_talk, "words"] == " ".join(talk[:4])
    assert codings.loc[on_talk, "start_ms"] < codings.loc[on_talk, "end_ms"]
    assert codings.loc[on_talk, ["source", "code", "session_id"]].tolist() == ["spoken", rent, world.session_id]
    assert codings.loc[on_note, ["words", "start_cp", "end_cp"]].tolist() == [NOTE[4:7], 4, 7]
    assert tables["memos.csv"][["words", "about_a", "about_id"]].to_numpy().tolist() == [
        ["Prices came up late", "code", money]
    ]
    explained = tables["data-dictionary.csv"]
    for name in ("codes", "codings", "memos"):
        told = explained[(explained["table"] == name) & explained["column"].notna()]
        assert list(told["column"]) == list(tables[f"{name}.csv"].columns)
    assert {"codes", "codings", "memos"} <= set(book.sheetnames)
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_coding_when_its_speaker_says_no_or_others_export_then_it_is_not_among_the_tables(world: World) -> None:
    ben = world.bens()
    first = world.read(lambda db: world.first_words_of(db, "Ben"))
    world.coded(world.code("Money"), world.words(first, first + 3))

    for audience in ("partners", "public", "archive", "teaching"):
        assert not {"codes.csv", "codings.csv", "memos.csv"} & set(loaded(bundle(world, audience)))
    assert "codings.csv" in loaded(bundle(world))
    world.say_no(ben)
    assert "codings.csv" not in loaded(bundle(world))


def test_words_missing_inside_a_coding_when_written_then_a_sign_says_so_and_without_words_the_row_stays(
    world: World,
) -> None:
    world.bens()
    first = world.read(lambda db: world.first_words_of(db, "Ben"))
    world.coded(world.code("Money"), world.words(first, first + 3))
    made = bundle(world)

    def without(n: int) -> str:
        (session,), (talk,) = made.sessions, made.transcripts
        turns = tuple(replace(one, words=tuple(word for word in one.words if word.n != n)) for one in talk.turns)
        part = replace(session, transcripts=(replace(talk, turns=turns),))
        tables = loaded(replace(made, events=(replace(made.events[0], sessions=(part,)),)))
        return str(tables["codings.csv"]["words"][0])

    assert [without(first + at).split().index("[…]") for at in range(4)] == [0, 1, 2, 3]
    (row,) = loaded(bundle(world, level="gist"))["codings.csv"].to_dict("records")
    assert pandas.isna(row["words"]) and row["source"] == "spoken"
