"""Codes and codings: each act is undone as a whole, words that are withheld take everything with them."""

from __future__ import annotations

import pytest

from retreat.analysis import queries
from retreat.analysis.acts.acting import head_of
from retreat.analysis.acts.undoing import ChangedSince, undo, undo_last
from retreat.analysis.approaches import choose_approach
from retreat.analysis.codebook.operations import Wording, merge_codes, move_code, remove_code, split_code, word_code
from retreat.analysis.codings.operations import code_in_vivo, decide, suggest, uncode
from retreat.analysis.double.operations import assign
from retreat.analysis.excerpts.choosing import Chosen, choose
from retreat.analysis.memos.operations import MemoTyped, change_memo, read_again, write_memo
from retreat.analysis.searching import searcher
from retreat.consent import derived
from retreat.consent.derived import Whose
from retreat.errors import Conflict, NotFound
from retreat.log.care.held import decide as decide_held
from retreat.log.care.held import hold
from tests.analysis.world import NOTE, World


def counted(world: World) -> dict[str, int]:
    """How many codings each code has, by its path."""
    found = world.read(lambda db: queries.codebook_of(db, world.reader(), world.programme_id))
    return {" > ".join(one.path): one.codings for one in found}


@pytest.mark.both_engines
def test_codes_when_moved_merged_split_and_removed_then_each_act_is_undone_as_one(world: World) -> None:
    time, tired, care = world.code("Time"), world.code("Tiredness"), world.code("Care")
    one = world.coded(tired, world.words(0, 4))
    world.coded(tired, world.words(6, 9))
    world.coded(time, world.words(0, 4))
    before = counted(world)

    world.write(lambda db: move_code(db, world.who(), care, tired))
    world.write(lambda db: merge_codes(db, world.who(), tired, time, why="They mean the same"))
    merged = counted(world)
    world.write(lambda db: undo_last(db, world.who()))
    world.write(lambda db: split_code(db, world.who(), tired, Wording(name="Worn out"), [one]))
    split = counted(world)
    world.write(lambda db: undo_last(db, world.who()))
    world.write(lambda db: word_code(db, world.who(), tired, Wording(name="Fatigue"), seen=1))
    renamed = counted(world)
    world.write(lambda db: undo_last(db, world.who()))
    world.write(lambda db: remove_code(db, world.who(), tired))
    removed = counted(world)
    world.write(lambda db: undo_last(db, world.who()))
    world.write(lambda db: undo_last(db, world.who()))

    assert before == {"Care": 0, "Time": 1, "Tiredness": 2}
    assert merged == {"Time": 2, "Time > Care": 0}
    assert split == {"Tiredness": 1, "Tiredness > Care": 0, "Time": 1, "Worn out": 1}
    assert set(renamed) == {"Fatigue", "Fatigue > Care", "Time"}
    assert removed == {"Care": 0, "Time": 1}
    assert counted(world) == before
    first = world.write(lambda db: uncode(db, world.who(), one)).id
    with pytest.raises(ChangedSince):
        world.write(lambda db: undo(db, world.who(), 4))
    told = world.read(lambda db: queries.story_of(db, world.reader(), world.programme_id))
    assert first == one
    assert [one.number for one in told] == list(range(len(told), 0, -1))


def test_words_when_their_speaker_says_no_then_nothing_on_them_is_shown_and_erasing_leaves_nothing(
    world: World,
) -> None:
    """Ben says the words from 20 on."""
    ben = world.bens()
    talk = world.read(lambda db: world.first_words_of(db, "Ben"))
    code = world.code("Money")
    coding = world.coded(code, world.words(talk, talk + 3))
    excerpt = world.write(lambda db: choose(db, world.who(), world.session_id, world.words(talk, talk + 3)).id)
    vivo, _coding = world.write(
        lambda db: code_in_vivo(db, world.who(), world.session_id, world.words(talk + 1, talk + 2))
    )
    said = world.read(lambda db: queries.read_excerpts(db, world.reader(), [excerpt]))[excerpt].text
    memo = MemoTyped(text=f"He says “{said}” again.", kind="analytic", shared=True)
    written = world.write(lambda db: write_memo(db, world.who(), "excerpt", excerpt, memo).id)
    answer = MemoTyped(text="Is that so?", kind="analytic", shared=True)
    world.write(lambda db: write_memo(db, world.who(), "memo", written, answer))
    world.write(lambda db: write_memo(db, world.who(), "code", code, memo))
    world.write(lambda db: read_again(db, world.who(), excerpt, "A sigh", ""))

    def shown() -> str:
        def ask(db: object) -> str:
            of = (db, world.reader(), world.programme_id)
            told = (queries.codebook_of(*of), queries.codings_of(*of), queries.memos_of(*of), queries.readings_of(*of))  # type: ignore[arg-type]
            return repr((*told, queries.story_of(*of)))  # type: ignore[arg-type]

        return world.read(ask)

    before = shown()
    world.say_no(ben)
    after = shown()

    name = next(part for part in (said.split()[1],))
    assert said in before
    assert coding in before
    assert "A sigh" in before
    assert "Is that so?" in before
    assert said not in after
    assert coding not in after
    assert "A sigh" not in after
    assert "Is that so?" not in after
    assert f"'{name}" not in after
    whose = Whose(participant_id=ben.seat.id, at=world.clock())
    world.write(lambda db: derived.erase(db, whose))
    kept = world.all_rows()
    assert said not in kept
    assert "A sigh" not in kept
    assert "Is that so?" not in kept
    assert vivo.id in kept


def test_memo_that_quotes_a_note_when_the_note_is_kept_away_then_the_memo_is_not_read_until_it_comes_back(
    world: World,
) -> None:
    """Seen red with the words of people who said no alone."""
    quoted = "her brother hits her at night"
    note_id = world.meeting.join("Eve").note(f"She says {quoted}", share="everyone")
    code = world.code("Harm")
    world.write(
        lambda db: write_memo(db, world.who(), "code", code, MemoTyped(text=f"“{quoted}”", kind="ethical", shared=True))
    )

    def shown() -> str:
        return repr(world.read(lambda db: queries.memos_of(db, world.reader(), world.programme_id)))

    assert quoted in shown()
    world.write(lambda db: hold(db, world.session_id, note_id, now=world.clock()))
    assert quoted not in shown()
    world.write(lambda db: decide_held(db, note_id, comes_back=True, now=world.clock()))
    assert quoted in shown()


def test_search_when_it_suggests_a_code_then_nothing_is_coded_before_somebody_accepts(world: World) -> None:
    code = world.code("Carers")

    def look() -> int:
        def act(db: object) -> int:
            found = searcher(world.house, db, world.reader(), world.programme_id)("carers")  # type: ignore[arg-type]
            chosen = [choose(db, world.who(), one.hit.session_id, one.chosen) for one in found]  # type: ignore[arg-type]
            return suggest(db, world.who(), code, chosen, query="carers")  # type: ignore[arg-type]

        return world.write(act)

    assert look() == 2
    waiting = world.read(lambda db: queries.suggestions_of(db, world.reader(), world.programme_id, code))
    assert counted(world) == {"Carers": 0}
    note = next(one for one in waiting if one.excerpt.text == NOTE)
    other = next(one for one in waiting if one is not note)

    world.write(lambda db: decide(db, world.who(world.cem_id), note.id, accept=True))
    world.write(lambda db: decide(db, world.who(), other.id, accept=False))

    assert counted(world) == {"Carers": 1}
    assert look() == 0


def test_part_of_a_note_when_coded_then_it_is_read_with_its_place(world: World) -> None:
    code = world.code("Asking")
    note = world.read(lambda db: world.note_id(db))

    world.coded(code, Chosen(made_id=note, first_cp=8, last_cp=14), world.cem_id)

    (found,) = world.read(lambda db: queries.codings_of(db, world.reader(), world.programme_id))
    assert (found.excerpt.text, found.by_id, found.excerpt.href.endswith(note)) == ("carers", world.cem_id, True)


def test_acts_of_others_when_undone_then_memos_blind_codings_and_codes_in_use_stay_as_they_are(world: World) -> None:
    """Seen red with a private memo that somebody else shared again by undoing."""
    kept = MemoTyped(text="open", kind="reflexive", shared=True)
    memo = world.write(lambda db: write_memo(db, world.who(), "session", world.session_id, kept).id)
    private = MemoTyped(text="open", kind="reflexive", shared=False)
    world.write(lambda db: change_memo(db, world.who(), memo, private))
    unshared = world.read(lambda db: head_of(db, world.programme_id))
    world.write(lambda db: change_memo(db, world.who(), memo, MemoTyped(text="doubts", kind="reflexive", shared=False)))
    added = world.code("Time")
    code_number = world.read(lambda db: head_of(db, world.programme_id))
    world.coded(added, world.words(0, 3))
    world.write(lambda db: choose_approach(db, world.who(), "reliability", "to compare"))
    world.write(lambda db: assign(db, world.who(), world.session_id, [world.ada_id, world.cem_id]))
    assigned = world.read(lambda db: head_of(db, world.programme_id))
    world.coded(added, world.words(6, 9))

    for number, refusal in ((unshared, NotFound), (code_number, Conflict), (assigned, Conflict)):
        with pytest.raises(refusal):
            world.write(lambda db, number=number: undo(db, world.who(world.cem_id), number))  # type: ignore[misc]

    assert world.read(lambda db: queries.memos_of(db, world.reader(world.cem_id), world.programme_id)) == ()
    assert world.read(lambda db: queries.codings_of(db, world.reader(world.cem_id), world.programme_id)) == ()
    told = world.read(lambda db: queries.story_of(db, world.reader(world.cem_id), world.programme_id))
    assert {one.kind for one in told} & {"coding.added", "memo.changed"} == set()
    assert not any(one.can_be_undone for one in told if one.kind == "double.assigned")
