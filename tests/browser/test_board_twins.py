"""The board is folded twice, in Python and in the browser; the shared cases prove the two equal."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from facilitation.interactions import OPTIONS, TAKES_NOTES
from facilitation.phone_view import dots_left, may_of, phone_view, sharing_of, writer_of
from retreat.log.board import APPLIERS, empty_board, fold_all
from retreat.log.fields import SHARES
from retreat.log.kinds import KINDS
from tests.browser.conftest import Open, Served

pytestmark = pytest.mark.browser

CASES = sorted((Path(__file__).parents[1] / "cases" / "board").glob("*.json"))
# As text, both ways: what a browser driver makes of values on their way is not what is tested.
LEARN = """
  const fold = await import('/static/js/board/fold.js')
  for (const name of (await import('/static/js/interactions/index.js')).FOLDS) {
    fold.learn((await import(`/static/js/interactions/${name}/fold.js`)).NOUN)
  }"""
FOLD = f"async (ops) => {{ {LEARN}; return JSON.stringify(fold.foldAll(JSON.parse(ops))) }}"


def read_case(path: Path) -> dict[str, Any]:
    """One shared case; parts of the board that it leaves out are empty."""
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return {**found, "board": {**empty_board(), **found["board"]}}


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case_when_folded_by_python_then_the_board_is_as_written(path: Path) -> None:
    case = read_case(path)

    assert fold_all(case["ops"]) == case["board"]


def test_cases_when_folded_in_the_browser_then_every_board_is_as_written(served: Served, open_page: Open) -> None:
    page = open_page()
    page.goto(served.at("/"))

    for path in CASES:
        case = read_case(path)
        assert json.loads(page.evaluate(FOLD, json.dumps(case["ops"]))) == case["board"], case["about"]


def test_kinds_when_listed_then_both_folds_and_the_cases_know_each_of_them(served: Served, open_page: Open) -> None:
    page = open_page()
    page.goto(served.at("/"))

    in_browser = page.evaluate(f"async () => {{ {LEARN}; return Object.keys(fold.APPLIERS) }}")
    in_cases = {op["kind"] for path in CASES for op in read_case(path)["ops"]}

    assert set(in_browser) == set(APPLIERS) == set(KINDS)
    assert in_cases == set(KINDS)
    assert page.evaluate(f"async () => {{ {LEARN}; return fold.emptyBoard() }}") == empty_board()


def test_interactions_when_listed_in_the_browser_then_each_brings_its_parts(served: Served, open_page: Open) -> None:
    page = open_page()
    page.goto(served.at("/"))
    names = page.evaluate("async () => (await import('/static/js/interactions/index.js')).NAMES")
    attempt = (
        """async ([name, place]) => typeof (await import(`/static/js/interactions/${name}/${place}.js`)).default"""
    )

    assert set(names) == set(OPTIONS) - TAKES_NOTES
    for name in names:
        for place in ("phone", "desk", "wall"):
            assert page.evaluate(attempt, [name, place]) == "function", (name, place)


def test_random_histories_when_folded_by_both_then_the_boards_are_equal(served: Served, open_page: Open) -> None:
    page = open_page()
    page.goto(served.at("/"))
    stock = [op for path in CASES for op in read_case(path)["ops"]]
    dice = random.Random(20260305)

    for _ in range(40):
        history = [dice.choice(stock) for _ in range(60)]
        assert json.loads(page.evaluate(FOLD, json.dumps(history))) == fold_all(history)


def test_unknown_kind_when_folded_in_the_browser_then_it_is_refused(served: Served, open_page: Open) -> None:
    page = open_page()
    page.goto(served.at("/"))
    attempt = """async () => {
      const { fold, emptyBoard, UnknownKind } = await import('/static/js/board/fold.js')
      try { fold(emptyBoard(), { kind: 'toString', body: {} }) } catch (error) { return error instanceof UnknownKind }
    }"""

    assert page.evaluate(attempt) is True


def test_ranks_when_made_between_others_then_they_always_sort_between(served: Served, open_page: Open) -> None:
    page = open_page()
    page.goto(served.at("/"))
    attempt = """async () => {
      const { rankBetween } = await import('/static/js/board/rank.js')
      const ranks = [rankBetween(null, null)]
      for (let turn = 0; turn < 60; turn += 1) ranks.unshift(rankBetween(null, ranks[0]))
      for (let turn = 0; turn < 60; turn += 1) ranks.push(rankBetween(ranks.at(-1), null))
      for (let turn = 0; turn < 60; turn += 1) ranks.splice(1, 0, rankBetween(ranks[0], ranks[1]))
      return ranks
    }"""

    ranks = page.evaluate(attempt)

    assert ranks == sorted(ranks)
    assert len(set(ranks)) == len(ranks)
    assert max(map(len, ranks)) <= 64


def test_rounds_when_asked_whom_one_may_share_with_then_page_and_plain_form_offer_the_same(
    served: Served, open_page: Open
) -> None:
    page = open_page()
    page.goto(served.at("/"))
    ask = "async ([round, channels]) => (await import('/static/js/board/select.js')).sharingOf(round, channels)"

    for chosen in range(1, 2 ** len(SHARES)):
        shares = [share for place, share in enumerate(SHARES) if chosen >> place & 1]
        for preferred in shares:
            for channels in (["all", "person:a"], ["all", "person:a", "table:t"]):
                offered = {"shares": shares, "default_share": preferred}
                expected = sharing_of(offered, at_table="table:t" in channels)
                found = page.evaluate(ask, [offered, channels])
                assert (tuple(found["shares"]), found["preferred"]) == expected


def test_writers_and_rules_when_asked_by_page_and_plain_form_then_both_say_the_same(
    served: Served, open_page: Open
) -> None:
    page = open_page()
    page.goto(served.at("/"))
    ask = """async ([board, note, actor]) =>
      (await import("/static/js/board/seats.js")).writerOf(board, note, actor)"""
    rule = "async (round) => (await import('/static/js/board/select.js')).mayOf(round)"
    rounds = {"r": {"speaking_as": ["one", "two"], "who": {"participants": "see"}}, "old": {}}
    board = {"rounds": rounds, "prompts": {"p": {"round_id": "r"}, "q": {"round_id": "old"}}}

    for prompt_id in ("p", "q", "gone"):
        for seat in (None, "seat-1", "seat-2", "seat-3"):
            for actor in (None, "Ana"):
                note = {"prompt_id": prompt_id, "seat": seat}
                assert page.evaluate(ask, [board, note, actor]) == writer_of(board, note, actor), note
    for each in (*rounds.values(), None):
        assert page.evaluate(rule, each) == may_of(each)


def test_notes_without_words_when_a_board_is_shown_then_nothing_stands_in_their_place(
    served: Served, open_page: Open
) -> None:
    page = open_page()
    page.goto(served.at("/"))
    ask = """async ([board, agenda]) => {
      const { notesOn } = await import("/static/js/board/select.js")
      const { trayOf, nextStep } = await import("/static/js/desk/agenda.js")
      const ids = (notes) => notes.map((note) => note.id)
      const shown = [notesOn(board, "p1"), notesOn(board, null), trayOf(board, null)]
      return [...shown.map(ids), nextStep(agenda, board, 3).what]
    }"""
    case = read_case(next(path for path in CASES if path.stem == "words_refused"))
    tray = {note: {**case["board"]["notes"][note], "share": "facilitators"} for note in ("n1", "n4")}
    board = case["board"] | {"notes": case["board"]["notes"] | tray}
    kept = board["notes"]["n2"] | {"id": "kept", "text": "kept"}
    closed = [{"id": "r1", "state": "closed"}]

    assert page.evaluate(ask, [board, closed]) == [[], [], [], "end"]
    board["notes"]["kept"] = kept
    assert page.evaluate(ask, [board, closed]) == [["kept"], ["kept"], [], "end"]
    view = phone_view(board, set(), at_table=False)
    assert [note.id for note in view.others] == ["kept"]


def test_handed_in_notes_when_the_desk_went_on_or_asked_to_show_them_then_they_are_not_offered_again(
    served: Served, open_page: Open
) -> None:
    page = open_page()
    page.goto(served.at("/"))
    ask = """async ([board, pressed]) =>
      (await import("/static/js/desk/agenda.js")).toShow(board, new Set(pressed)).map((note) => note.id)"""
    share = {"share": "facilitators", "text": "said", "rank": None, "cluster_id": None}
    board = {
        "rounds": {
            "first": {"id": "first", "opened_at": "10:00", "options": {}},
            "between": {"id": "between", "opened_at": "10:15", "options": {"asked_now": True}},
            "second": {"id": "second", "opened_at": "10:20", "options": {}},
        },
        "prompts": {"p": {"id": "p", "round_id": "first"}, "q": {"id": "q", "round_id": "second"}},
        "notes": {
            "early": {"id": "early", "prompt_id": "p", "at": "10:10", **share},
            "late": {"id": "late", "prompt_id": "p", "at": "10:21", **share},
            "now": {"id": "now", "prompt_id": "q", "at": "10:30", **share},
        },
    }

    assert page.evaluate(ask, [board, []]) == ["late", "now"]
    assert page.evaluate(ask, [board, ["now"]]) == ["late"]
    del board["rounds"]["second"]
    assert page.evaluate(ask, [board, []]) == ["early", "late", "now"]


def test_dots_when_counted_by_page_and_plain_form_then_both_say_how_many_are_left(
    served: Served, open_page: Open
) -> None:
    page = open_page()
    page.goto(served.at("/"))
    ask = """async ([board, round, given]) =>
      (await import("/static/js/board/select.js")).dotsLeft(board, board.rounds[round], new Set(given))"""
    board = {
        "rounds": {"r": {"id": "r", "vote_budget": 3}, "before": {"id": "before", "vote_budget": 2}},
        "prompts": {"p": {"id": "p", "round_id": "r"}, "q": {"id": "q", "round_id": "before"}},
        "notes": {
            "a": {"id": "a", "prompt_id": "p", "cluster_id": None},
            "b": {"id": "b", "prompt_id": "p", "cluster_id": "heading"},
            "c": {"id": "c", "prompt_id": "q", "cluster_id": "old heading"},
        },
    }
    targets = ["a", "b", "c", "heading", "old heading", "gone"]

    told = {}
    for chosen in range(2 ** len(targets)):
        given = [target for place, target in enumerate(targets) if chosen >> place & 1]
        for round_id in board["rounds"]:
            told[round_id, tuple(given)] = dots_left(board, round_id, given)
            assert page.evaluate(ask, [board, round_id, given]) == told[round_id, tuple(given)]

    assert told["r", ()] == 3 and told["r", ("a", "b", "heading")] == 0 and told["r", ("c", "old heading", "gone")] == 3
