"""Working out what undoing an act on headings changes, from the acts that the log keeps. Pure.

What others have changed since stays as it is: an undo never undoes anybody else's work.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

# What desks do to headings and to what lies under them.
ACTS = ("note.move", "cluster.add", "cluster.rename", "cluster.merge", "sort.gather", "sort.undo")
UNDOABLE = frozenset(ACTS) - {"sort.undo"}


class Act(Protocol):
    """One operation, as the log keeps it."""

    @property
    def op_id(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def target_id(self) -> str: ...
    @property
    def participant_id(self) -> str | None: ...
    @property
    def body(self) -> Mapping[str, Any]: ...
    @property
    def words_id(self) -> str | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading at some moment. One that was renamed and renamed back is the same again."""

    prompt_id: str | None
    rank: str | None
    words_id: str | None


Place = tuple[str | None, str | None]
NOWHERE: Place = (None, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """All headings, and where notes lie: under which heading, and at which rank."""

    headings: Mapping[str, Heading] = field(default_factory=dict)
    notes: Mapping[str, Place] = field(default_factory=dict)

    def after(self, act: Act) -> Layout:
        """What it is after one more act."""
        then: Layout = _AFTER[act.kind](self, act)
        return then


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """What changes: headings that go, one that comes back as it was, notes that go back."""

    gone: tuple[str, ...]
    back_id: str | None
    back: Heading | None
    moved: Mapping[str, Place]

    def __bool__(self) -> bool:
        return bool(self.gone or self.back_id or self.moved)


def undone(acts: Sequence[Act], wanted: Collection[str]) -> Undone:
    """What undoing these acts (op_ids) changes now."""
    layout, before, after = Layout(), Layout(), Layout()
    for act in acts:
        then = layout.after(act)
        if act.op_id in wanted:
            before, after = _noted(before, after, layout, then)
        layout = then
    now = layout
    headings = [found for found in after.headings if now.headings.get(found) == after.headings[found]]
    gone = [found for found in headings if found not in before.headings]
    changed = [found for found in headings if found in before.headings]
    merged = [found for found in before.headings if found not in after.headings and found not in now.headings]
    back_id = next(iter([*merged, *changed]), None)
    there = {None, *now.headings, back_id} - set(gone)
    moved = {
        note: before.notes.get(note, NOWHERE)
        for note, place in after.notes.items()
        if now.notes.get(note, NOWHERE) == place and before.notes.get(note, NOWHERE)[0] in there
    }
    held = {place[0] for note, place in now.notes.items() if note not in moved}
    return Undone(
        gone=tuple(found for found in gone if found not in held),
        back_id=back_id,
        back=before.headings[back_id] if back_id else None,
        moved=moved,
    )


def _noted(before: Layout, after: Layout, was: Layout, then: Layout) -> tuple[Layout, Layout]:
    """Before and after with what one act changed: the first before and the last after count."""
    headings = {
        found for found in (*was.headings, *then.headings) if was.headings.get(found) != then.headings.get(found)
    }
    notes = {note for note in (*was.notes, *then.notes) if was.notes.get(note) != then.notes.get(note)}
    first = {found: was.headings[found] for found in headings if found in was.headings and found not in after.headings}
    last = {found: one for found, one in after.headings.items() if found not in headings}
    last |= {found: then.headings[found] for found in headings if found in then.headings}
    places = {note: was.notes.get(note, NOWHERE) for note in notes if note not in before.notes}
    return (
        Layout(headings={**first, **before.headings}, notes={**places, **before.notes}),
        Layout(headings=last, notes={**after.notes, **{note: then.notes[note] for note in notes}}),
    )


def _moved(layout: Layout, act: Act) -> Layout:
    place = act.body["cluster_id"], act.body.get("rank")
    return replace(layout, notes={**layout.notes, act.target_id: place})


def _added(layout: Layout, act: Act) -> Layout:
    heading = Heading(
        prompt_id=act.body.get("prompt_id"),
        rank=act.body.get("rank"),
        words_id=act.words_id,
    )
    return replace(layout, headings={**layout.headings, act.target_id: heading})


def _renamed(layout: Layout, act: Act) -> Layout:
    before = layout.headings.get(act.target_id)
    if before is None:
        return layout
    heading = replace(before, words_id=act.words_id)
    return replace(layout, headings={**layout.headings, act.target_id: heading})


def _merged(layout: Layout, act: Act) -> Layout:
    headings = {found: one for found, one in layout.headings.items() if found != act.target_id}
    into = act.body["into"]
    notes = {
        note: (into, rank) if found == act.target_id else (found, rank) for note, (found, rank) in layout.notes.items()
    }
    return Layout(headings=headings, notes=notes)


def _gathered(layout: Layout, act: Act) -> Layout:
    places = {note: (act.target_id, layout.notes.get(note, NOWHERE)[1]) for note in act.body["note_ids"]}
    return replace(_added(layout, act), notes={**layout.notes, **places})


def _went_back(layout: Layout, act: Act) -> Layout:
    headings = {found: one for found, one in layout.headings.items() if found not in act.body["gone"]}
    back = act.body["back"]
    if back is not None:
        headings[back["id"]] = Heading(prompt_id=back["prompt_id"], rank=back["rank"], words_id=act.words_id)
    notes = {**layout.notes, **{one["id"]: (one["cluster_id"], one["rank"]) for one in act.body["moved"]}}
    return Layout(headings=headings, notes=notes)


_AFTER: Mapping[str, Any] = {
    "note.move": _moved,
    "cluster.add": _added,
    "cluster.rename": _renamed,
    "cluster.merge": _merged,
    "sort.gather": _gathered,
    "sort.undo": _went_back,
}


def dots_before(acts: Iterable[Act], merge: Act) -> tuple[frozenset[str], frozenset[str]]:
    """Who had given a dot to the heading that was merged, and who to the one that it was merged into."""
    on: dict[str, set[str]] = {merge.target_id: set(), merge.body["into"]: set()}
    for act in acts:
        if act.op_id == merge.op_id:
            break  # what came later is on the heading that is left
        people = on.get(act.target_id)
        if people is None or act.participant_id is None:
            continue
        if act.kind == "vote.cast":
            people.add(act.participant_id)
        elif act.kind == "vote.retract":
            people.discard(act.participant_id)
    return frozenset(on[merge.target_id]), frozenset(on[merge.body["into"]])
