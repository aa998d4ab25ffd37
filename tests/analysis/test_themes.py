"""Themes: claims with what speaks against them; participants answer those that rest on their words."""

from __future__ import annotations

import re

import pytest
from sqlalchemy.orm import Session

from facilitation.seat_cookie import COOKIE as SEAT
from retreat.analysis import queries
from retreat.analysis.acts.undoing import ChangedSince, undo, undo_last
from retreat.analysis.behind.speaking import Audit, audit_of
from retreat.analysis.excerpts.choosing import Chosen, choose
from retreat.analysis.themes.models import DISSENT, DISSENTS, SEARCHED, SIGNED
from retreat.analysis.themes.operations import (
    ThemeChanged,
    lay,
    make_theme,
    note,
    remove_theme,
    state_theme,
    word_theme,
)
from retreat.analysis.themes.queries import ThemeView, theme_view
from retreat.analysis.themes.returning import answer_theme, give_back, given_back_to, reply_to, take_answer_back
from retreat.consent import derived
from retreat.consent.derived import Whose
from retreat.errors import Conflict, NotFound
from retreat.ids import system_ids
from retreat.log.signing import authors_of
from tests.analysis.world import NOTE, World
from tests.people.pages import Browser
from tests.people.world import ALL_YES
from tests.support.meeting import Person
from tests.support.rooms import match, say_no

WORDS = "We do not wait"
CLAIM = "Services wait for each other, and families wait for them all"


def theme(world: World) -> str:
    return world.write(lambda db: make_theme(db, world.who(), CLAIM).id)


def excerpt(world: World, chosen: Chosen) -> str:
    return world.write(lambda db: choose(db, world.who(), world.session_id, chosen).id)


def laid(world: World, theme_id: str, chosen: Chosen, side: str = "supporting") -> str:
    excerpt_id = excerpt(world, chosen)
    world.write(lambda db: lay(db, world.who(), theme_id, excerpt_id, side))
    return excerpt_id


def view(world: World, theme_id: str) -> ThemeView:
    return world.read(lambda db: theme_view(db, world.reader(), theme_id))


def dan(world: World) -> tuple[Person, Chosen]:
    """Somebody who is matched to the second voice, with the first words that it says."""
    person = world.meeting.join("Dan", consents=ALL_YES, sector="Third sector")
    match(world.house, world.meeting, world.heard.transcript_id, "Ben", person)
    first = world.read(lambda db: world.first_words_of(db, "Ben"))
    return person, world.words(first, first + 3)


@pytest.mark.both_engines
def test_theme_when_worked_on_then_it_tells_what_it_lacks_and_each_act_is_undone(world: World) -> None:
    made = theme(world)
    laid(world, made, world.words(0, 4))
    untested = view(world, made)
    world.write(lambda db: note(db, world.who(), made, SEARCHED, "All notes about waiting"))
    searched = view(world, made)
    world.write(lambda db: undo_last(db, world.who()))
    against = laid(world, made, world.words(6, 9), "contrary")
    both = view(world, made)
    world.write(lambda db: lay(db, world.who(), made, against, "supporting"))
    moved = view(world, made)
    world.write(lambda db: undo_last(db, world.who()))
    world.write(lambda db: state_theme(db, world.who(), made, "held", why="Nobody objects"))
    world.write(lambda db: word_theme(db, world.who(), made, "Everybody waits", seen=1, why="Shorter"))
    reworded = view(world, made)
    with pytest.raises(ThemeChanged):
        world.write(lambda db: word_theme(db, world.who(world.cem_id), made, "Nobody waits", seen=1))
    world.write(lambda db: undo_last(db, world.who()))

    assert untested.is_untested
    assert not searched.is_untested
    assert not both.is_untested
    assert (len(both.supporting), len(both.contrary)) == (1, 1)
    assert (len(moved.supporting), len(moved.contrary)) == (2, 0)
    assert (reworded.statement, reworded.state) == ("Everybody waits", "held")
    assert view(world, made).statement == CLAIM
    told = world.read(lambda db: queries.story_of(db, world.reader(), world.programme_id, kinds=("theme",)))
    assert [one.kind for one in told][:3] == ["act.undone", "theme.worded", "theme.stated"]
    codes = world.read(lambda db: queries.story_of(db, world.reader(), world.programme_id, kinds=("code",)))
    assert codes == []


def test_dissent_in_the_team_when_another_would_take_it_back_then_only_its_author_can(world: World) -> None:
    made = theme(world)
    world.write(lambda db: note(db, world.who(world.cem_id), made, DISSENT, "I hear something else"))
    number = world.read(lambda db: queries.story_of(db, world.reader(), world.programme_id))[0].number

    with pytest.raises(NotFound):
        world.write(lambda db: undo(db, world.who(), number))

    assert len(view(world, made).notes) == 1


@pytest.mark.both_engines
def test_participant_when_a_theme_rests_on_their_words_then_they_answer_and_nobody_else_reads_or_closes_it(
    world: World,
) -> None:
    person, words = dan(world)
    made = theme(world)
    laid(world, made, words)
    before = world.read(lambda db: given_back_to(db, person.seat.id))
    world.write(lambda db: give_back(db, world.who(), made))
    ana = world.meeting.join("Eve", consents=ALL_YES)
    (shown,) = world.read(lambda db: given_back_to(db, person.seat.id))
    others = world.read(lambda db: given_back_to(db, ana.seat.id))
    now = world.clock()
    with pytest.raises(NotFound):
        world.write(lambda db: answer_theme(db, ana.seat.id, made, SIGNED, "", seen=1, now=now, ids=system_ids))
    first = world.write(
        lambda db: answer_theme(db, person.seat.id, made, DISSENTS, WORDS, seen=1, now=now, ids=system_ids).id
    )
    world.write(lambda db: reply_to(db, world.who(), made, first, "We laid it beside"))
    read = view(world, made)
    with pytest.raises(Conflict):
        world.write(lambda db: remove_theme(db, world.who(), made))
    proposed = world.read(lambda db: queries.story_of(db, world.reader(), world.programme_id))[-1].number
    with pytest.raises(ChangedSince):
        world.write(lambda db: undo(db, world.who(), proposed))
    world.say_no(person)

    assert before == others == ()
    assert shown.statement == CLAIM
    assert [side for _where, side, _words in shown.own] == ["supporting"]
    assert [(one.answer, one.text, one.reply) for one in read.voices] == [("dissents", WORDS, "We laid it beside")]
    # Whoever no longer lets their talk be read reads nothing that rests on it; their written dissent stays theirs.
    assert world.read(lambda db: given_back_to(db, person.seat.id)) == ()
    assert view(world, made).dissents == 1
    world.write(lambda db: take_answer_back(db, person.seat.id, first, now=world.clock()))
    assert view(world, made).voices == ()
    assert WORDS not in world.all_rows()


def test_theme_when_it_repeats_words_that_may_not_be_quoted_then_it_is_not_given_back(world: World) -> None:
    _person, words = dan(world)
    on = excerpt(world, words)
    said = world.read(lambda db: queries.read_excerpts(db, world.reader(), [on]))[on].text
    made = world.write(lambda db: make_theme(db, world.who(), f"They say: {said}").id)
    world.write(lambda db: lay(db, world.who(), made, on, "supporting"))

    with pytest.raises(Conflict) as refused:
        world.write(lambda db: give_back(db, world.who(), made))

    assert refused.value.code == "quotes"


def test_theme_that_repeats_anybody_who_may_not_be_quoted_when_given_back_then_refused_wherever_they_said_it(
    world: World,
) -> None:
    """Seen red with the excerpts of the theme alone; six words in a row are somebody's, four are not yet."""
    quoted = "her brother hits her at night"
    world.meeting.join("Eve", consents=ALL_YES | {"quotes": "none"}).note(quoted, share="facilitators")
    repeated = world.write(lambda db: make_theme(db, world.who(), f"Some say {quoted}").id)
    alike = world.write(lambda db: make_theme(db, world.who(), "In towns her brother hits her elbow").id)
    for one in (repeated, alike):
        laid(world, one, Chosen(made_id=world.read(world.note_id)))

    with pytest.raises(Conflict, match="quoted"):
        world.write(lambda db: give_back(db, world.who(), repeated))
    world.write(lambda db: give_back(db, world.who(), alike))


def test_reply_that_quotes_somebody_when_they_say_no_then_its_reader_no_longer_has_their_words(world: World) -> None:
    """Seen red with the reply as it was written: the team's page hid it, and the participant's did not."""
    eve, quoted = world.meeting.join("Eve", consents=ALL_YES), "her brother hits her at night"
    eve.note(quoted, share="everyone")
    given = theme(world)
    laid(world, given, Chosen(made_id=world.read(world.note_id)))
    ana = world.read(lambda db: authors_of(db, [world.note_id(db)])[world.note_id(db)])
    world.write(lambda db: give_back(db, world.who(), given))
    voice = world.write(
        lambda db: answer_theme(db, ana, given, DISSENTS, "Not so", seen=1, now=world.clock(), ids=system_ids).id
    )
    world.write(lambda db: reply_to(db, world.who(), given, voice, f"We added “{quoted}”"))
    assert quoted in repr(world.read(lambda db: given_back_to(db, ana)))

    say_no(world.house, eve, "notes_kept")

    assert quoted not in repr(world.read(lambda db: given_back_to(db, ana)))


def test_answers_when_their_author_is_erased_then_they_are_gone(world: World) -> None:
    person, words = dan(world)
    made = theme(world)
    laid(world, made, words)
    world.write(lambda db: give_back(db, world.who(), made))
    now = world.clock()
    world.write(lambda db: answer_theme(db, person.seat.id, made, DISSENTS, "Not us", seen=1, now=now, ids=system_ids))

    world.write(lambda db: derived.erase(db, Whose(participant_id=person.seat.id, at=now)))

    assert view(world, made).voices == ()
    assert "Not us" not in world.all_rows()


def test_audit_when_a_sector_has_no_excerpt_then_it_is_named_whatever_its_size(world: World) -> None:
    _person, words = dan(world)
    world.meeting.join("Eve", consents=ALL_YES, sector="Regulator")
    on = excerpt(world, words)

    def ask(*excerpts: str) -> Audit:
        def audited(db: Session) -> Audit:
            read = queries.read_excerpts(db, world.reader(), excerpts)
            return audit_of(db, world.reader(), world.programme_id, list(read.values()))

        return world.read(audited)

    found, note_id = ask(on), world.read(world.note_id)
    both = ask(on, excerpt(world, Chosen(made_id=note_id)), excerpt(world, world.words(0, 3)))

    sectors = {one.name: (one.present, one.heard) for one in found.sectors if one.present}
    assert sectors == {"Third sector": (1, 1), "Regulator": (1, 0), "Not said": (1, 0)}
    assert found.not_heard == ("Regulator", "Not said")
    assert found.unheard == ()  # one excerpt: only everybody together could deserve it
    assert [(one.kind, one.name, one.people) for one in both.unheard] == [("sector", "Regulator", 1)]
    assert (both.people, both.least) == (3, 1)


def test_pages_of_themes_when_worked_on_by_forms_then_team_and_participant_read_what_is_theirs(world: World) -> None:
    person, words = dan(world)
    on = excerpt(world, words)
    base = f"/desk/programmes/{world.programme_id}/themes"
    code = world.code("Waiting")
    world.coded(code, words)

    world.ada.send(base, statement=CLAIM)
    (address,) = set(re.findall(r'href="(/themes/[^"#]+)"', world.cem.open(base).text))
    offered = world.cem.open(f"{address}?from=code:{code}").text
    world.cem.send(f"{address}/lay", page=address, excerpt=on, side="supporting")
    untested = world.ada.open(address).text
    world.ada.send(f"{address}/note", page=address, kind="search", text="Everything on waiting")
    refused = world.ada.send(f"{address}/state", page=address, state="held", why="")
    world.ada.send(f"{address}/state", page=address, state="held", why="We agree")
    world.ada.send(f"{address}/give-back", page=address)
    phone = Browser(world.app)
    phone.client.set_cookie(SEAT, f"{world.meeting.event_id}.{person.token}")
    mine = f"/e/{world.meeting.event_id}/themes"
    day = phone.open(f"/e/{world.meeting.event_id}").text
    asked = phone.open(mine).text
    number = address.split("/")[-1]
    silent = phone.send(f"{mine}/{number}", page=mine, answer="dissents", text="", seen="1")
    phone.send(f"{mine}/{number}", page=mine, answer="dissents", text="It was only once", seen="1")
    shown = world.ada.open(address).text

    assert f'name="excerpt" value="{on}"' in offered
    assert 'data-code="untested"' in untested
    assert 'data-slot="checked" data-value="no"' in untested
    assert refused.status_code == silent.status_code == 422
    assert 'data-day="themes"' in day
    assert CLAIM in asked
    assert NOTE not in asked
    assert "It was only once" in phone.open(mine).text
    assert "It was only once" in shown
    assert 'data-voice="dissents"' in shown
    assert "Dan" not in shown.partition('id="voices"')[2]
    assert 'data-state="held"' in shown
    assert address in world.ada.open(f"/excerpts/{on}").text
    assert f'href="/excerpts/{on}"' not in world.ada.open(f"/excerpts/{on}").text
