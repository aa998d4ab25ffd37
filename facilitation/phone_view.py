"""What the phone's plain page shows, worked out from a board. Pure: no database, no request."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from facilitation.interactions.signal.showing import Signals, signals_of
from retreat.clock import from_text
from retreat.log.fields import SHARES
from retreat.log.nouns.lightbulb import BULB_TEXTS
from retreat.programme.steps import seat_ids, seat_named


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A prompt of an open round, with what the round offers.

    Attributes:
        round_id: Its round.
        interaction: What that round asks people to do.
        easy_read: Its instruction in easy words; empty where there are none.
        may: What people may do in it: ``do``, ``see`` or ``nothing``; with ``nothing``, only its title is shown.
        seats: Ids and names of what people may speak from besides their own seat.
        notes_left: How many more notes the reader can write in the round; None if there is no limit.
        who: What tables and the desk may do with what is written for a table.
        dots: How many the round gives each person; ``dots_left``: how many the reader still has.
        signals: What its step offers beside its work, and what the reader gave of it.
        ends_at: When its round ends, if it is timed; and ``is_paused`` whether its time stands still.
    """

    id: str
    text: str
    round_id: str
    interaction: str
    round_title: str
    instruction: str
    easy_read: str
    may: str
    seats: tuple[tuple[str, str], ...]
    note_kinds: tuple[str, ...]
    shares: tuple[str, ...]
    default_share: str
    who: Mapping[str, str]
    notes_left: int | None
    dots: int
    dots_left: int
    signals: Signals
    ends_at: datetime | None
    is_paused: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnNote:
    """One of the reader's own notes.

    Attributes:
        writer: The seat that it was written from, as it is told; None for the reader's own.
        wider: The readers it may still be opened to.
        is_locked: Whether a later step has locked its words.
        may_bring: Whether it is its table's, to bring to everyone.
    """

    id: str
    prompt_id: str
    text: str
    note_kind: str
    share: str
    version: int
    question: str
    writer: str | None
    wider: tuple[str, ...]
    is_locked: bool
    may_bring: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OthersNote:
    """A note of somebody else.

    Attributes:
        writer: Who wrote it and from which seat, as far as it is told.
        heading: The heading that it is under; empty if there is none.
        dot: Whether the reader gave it a dot; None if there are none to give.
        dots: How many it got, told once the round has closed; 0 before.
        share: Who reads it.
        may_bring: Whether it is its table's, to bring to everyone.
    """

    id: str
    text: str
    note_kind: str
    writer: str | None
    share: str
    may_bring: bool
    question: str
    heading: str
    dot: bool | None
    dots: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnBulb:
    """One of the reader's own light bulbs, to change and to take back. ``texts`` are by name, empty ones too."""

    id: str
    texts: Mapping[str, str]
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading over notes, perhaps to give a dot to; ``dot`` and ``dots`` as of a note."""

    id: str
    title: str
    dot: bool | None
    dots: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneView:
    """The whole page. Notes stand together by question, the latest question and the newest note first.

    Attributes:
        asked_last: The question that a light bulb which is marked now is on.
        before: Where the open step locks earlier ones, what the reader wrote in each of them and in it, by its title.
    """

    state: str
    questions: tuple[Question, ...]
    own: tuple[OwnNote, ...]
    bulbs: tuple[OwnBulb, ...]
    others: tuple[OthersNote, ...]
    headings: tuple[Heading, ...]
    has_closed: bool
    asked_last: str | None
    before: tuple[tuple[str, tuple[OwnNote, ...]], ...] = ()


def phone_view(
    board: Mapping[str, Any], mine: Collection[str], *, at_table: bool, voted: Collection[str] = ()
) -> PhoneView:
    """Work out the page for one reader.

    Args:
        board: As this reader may see it.
        mine: Ids of the reader's own notes and light bulbs.
        at_table: Whether the reader sits at a table, so that there is one to share with.
        voted: Ids of the notes and headings that the reader gave a dot.
    """
    session = board["session"] or {"state": "planned"}
    questions = tuple(_questions(board, mine, at_table, voted)) if session["state"] == "open" else ()
    shows_others = not questions or any(asked.may != "nothing" for asked in questions)
    notes = sorted(board["notes"].values(), key=lambda note: _place(board, note), reverse=True)
    return PhoneView(
        state=session["state"],
        questions=questions,
        own=tuple(_own(board, note, at_table) for note in notes if note["id"] in mine and note["text"] is not None),
        bulbs=tuple(
            OwnBulb(id=bulb["id"], texts={name: bulb[name] or "" for name in BULB_TEXTS}, version=bulb["version"])
            for bulb in sorted(board["lightbulbs"].values(), key=lambda bulb: (bulb["at"], bulb["id"]))
            if bulb["id"] in mine
        ),
        others=tuple(
            _others(board, note, voted)
            for note in notes
            if shows_others and note["id"] not in mine and note["text"] is not None
        ),
        headings=tuple(_headings(board, voted)) if session["state"] == "open" and shows_others else (),
        has_closed=any(found["state"] == "closed" for found in board["rounds"].values()),
        before=tuple(_before(board, questions, mine, at_table)),
        asked_last=max(board["prompts"], key=lambda found: board["prompts"][found]["at"], default=None),
    )


def may_of(of: Mapping[str, Any] | None) -> str:
    """What people may do in a round; all where nothing is said. Twin of ``mayOf`` in board/select.js."""
    may = (of or {}).get("who", {}).get("participants", "do")
    return str(may)


def stays_of(board: Mapping[str, Any], of: Mapping[str, Any], stays: Mapping[str, str]) -> Mapping[str, Any] | None:
    """The round whose result stays in sight in a later one of another kind. Twin of ``staysOf``.

    Args:
        board: As this reader may see it.
        of: The round that is open.
        stays: The part of the board in which results stand, by interaction.
    """
    shown = [
        one
        for name, part in stays.items()
        if name != of.get("interaction")
        for one in (*board.get(part, {}).values(), *_kept(board, name, part))
        if one["id"] in board["rounds"] and board["rounds"][one["id"]]["opened_at"] < of["opened_at"]
    ]
    latest = max(shown, key=lambda one: str(one["at"]), default=None)
    return board["rounds"][latest["id"]] if latest else None


def _kept(board: Mapping[str, Any], interaction: str, part: str) -> list[Mapping[str, Any]]:
    """Rounds whose step says that what everyone may read of it stays in sight, once there is some."""
    if not any(one.get("share") == "everyone" and one["text"] for one in board.get(part, {}).values()):
        return []
    rounds = [one for one in board["rounds"].values() if one.get("interaction") == interaction]
    return [{"id": one["id"], "at": one["opened_at"]} for one in rounds if one["options"].get("stays")]


def writer_of(board: Mapping[str, Any], note: Mapping[str, Any], actor: str | None) -> str | None:
    """Who wrote a note and from which seat, as far as it is told; or the table that brought it to everyone.

    Twin of ``writerOf`` in board/seats.js.
    """
    actor = f"From {note['from_table']}" if note.get("from_table") else actor
    of = board["rounds"].get((board["prompts"].get(note["prompt_id"]) or {}).get("round_id")) or {}
    seat = seat_named(of.get("speaking_as", ()), note["seat"])
    if seat is None:
        return actor
    return f"{actor}, as {seat}" if actor else f"As {seat}"


def may_bring(board: Mapping[str, Any], note: Mapping[str, Any]) -> bool:
    """Whether a note is its table's to bring to everyone. Twin of ``mayBring`` in board/tables.js."""
    of = board["rounds"].get((board["prompts"].get(note["prompt_id"]) or {}).get("round_id")) or {}
    is_open = (board["session"] or {}).get("state") == "open"
    return bool(is_open and note["share"] == "table" and of.get("who", {}).get("tables") == "bring")


def sharing_of(of: Mapping[str, Any], at_table: bool) -> tuple[tuple[str, ...], str]:
    """Whom a reader may share with, and the choice to begin with. Twin of ``sharingOf`` in board/select.js."""
    shares = tuple(share for share in of["shares"] if share != "table" or at_table)
    if not shares:
        return tuple(of["shares"]), of["default_share"]
    preferred = next((share for share in (of["default_share"], "facilitators") if share in shares), shares[0])
    return shares, preferred


def locks_earlier(of: Mapping[str, Any]) -> bool:
    """Whether a round locks what was written in those before it. Twin of ``locksEarlier`` in desk/agenda.js."""
    return "earlier" in (of.get("options") or {}).get("locks", ())


def is_locked(board: Mapping[str, Any], note: Mapping[str, Any]) -> bool:
    """Whether a later step has locked a note's words. Twin of ``isLocked`` in phone/notes.js."""
    own = board["rounds"].get((board["prompts"].get(note["prompt_id"]) or {}).get("round_id"))
    if own is None:
        return False
    return any(locks_earlier(one) and one["opened_at"] > own["opened_at"] for one in board["rounds"].values())


def _before(
    board: Mapping[str, Any], questions: Collection[Question], mine: Collection[str], at_table: bool
) -> Iterator[tuple[str, tuple[OwnNote, ...]]]:
    """The reader's own notes step by step, where an open one locks those before it."""
    opened = [board["rounds"][asked.round_id] for asked in questions]
    locking = next((one for one in opened if locks_earlier(one)), None)
    if locking is None:
        return
    rounds = sorted(board["rounds"].values(), key=lambda one: str(one["opened_at"]))
    for one in rounds:
        asked = {found for found, prompt in board["prompts"].items() if prompt["round_id"] == one["id"]}
        notes = [note for note in board["notes"].values() if note["prompt_id"] in asked and note["id"] in mine]
        own = sorted((note for note in notes if note["text"] is not None), key=lambda note: (note["at"], note["id"]))
        if one["opened_at"] <= locking["opened_at"] and (own or one is locking):
            yield one["title"], tuple(_own(board, note, at_table) for note in own)


def titles_of(cluster: Mapping[str, Any]) -> str:
    """The titles of a heading on one line, of which it may have two."""
    return " / ".join(filter(None, (cluster.get("title"), cluster.get("second"))))


def dots_left(board: Mapping[str, Any], round_id: str, given: Collection[str]) -> int:
    """How many dots of a round a reader has left to give. Twin of ``dotsLeft`` in board/select.js.

    Args:
        board: As this reader may see it.
        round_id: Which round.
        given: Ids of the notes and headings that have one.
    """
    prompts = {prompt["id"] for prompt in board["prompts"].values() if prompt["round_id"] == round_id}
    inside = {note["id"]: note["cluster_id"] for note in board["notes"].values() if note["prompt_id"] in prompts}
    used = len(set(given) & (set(inside) | set(inside.values())))
    return max((board["rounds"][round_id]["vote_budget"] or 0) - used, 0)


def notes_left(board: Mapping[str, Any], round_id: str, mine: Collection[str]) -> int | None:
    """How many more notes a round takes from a reader; None where it takes any number. Twin of ``notesLeft``."""
    most = board["rounds"][round_id].get("note_budget")
    prompts = {prompt["id"] for prompt in board["prompts"].values() if prompt["round_id"] == round_id}
    written = [note for note in board["notes"].values() if note["prompt_id"] in prompts and note["id"] in mine]
    return max(most - len(written), 0) if most else None


def _questions(
    board: Mapping[str, Any], mine: Collection[str], at_table: bool, voted: Collection[str]
) -> list[Question]:
    found: list[Question] = []
    for prompt in _open_prompts(board):
        of = board["rounds"][prompt["round_id"]]
        may = may_of(of)
        if may == "nothing" and any(asked.round_id == prompt["round_id"] for asked in found):
            continue
        shares, preferred = sharing_of(of, at_table)
        worn = of.get("speaking_as", ())
        found.append(
            Question(
                id=prompt["id"],
                text=of["title"] if may == "nothing" else prompt["text"] or "This question was removed.",
                round_id=prompt["round_id"],
                interaction=of.get("interaction", "notes"),
                round_title=of["title"],
                instruction=of["instruction"],
                easy_read=of.get("easy_read", ""),
                may=may,
                seats=tuple(zip(seat_ids(worn), worn, strict=True)),
                note_kinds=tuple(of["note_kinds"]),
                shares=shares,
                default_share=preferred,
                who=of.get("who", {}),
                notes_left=notes_left(board, prompt["round_id"], mine),
                dots=(of["vote_budget"] or 0) if may == "do" else 0,
                dots_left=dots_left(board, prompt["round_id"], voted),
                signals=signals_of(board, of, mine),
                ends_at=from_text(of["ends_at"]) if of.get("ends_at") else None,
                is_paused=bool(of.get("paused_at")),
            )
        )
    return found


def _open_prompts(board: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Prompts of open rounds; while something is asked now, that alone. Twin of ``openPrompts``."""
    rounds = board["rounds"]
    asked = sorted(board["prompts"].values(), key=lambda prompt: (prompt["at"], prompt["id"]))
    found = [one for one in asked if rounds.get(one["round_id"], {}).get("state") == "open"]
    now = [one for one in found if rounds[one["round_id"]].get("options", {}).get("asked_now")]
    return now or found


def _place(board: Mapping[str, Any], note: Mapping[str, Any]) -> tuple[str, ...]:
    """Sorts notes by question, in the order in which those were asked, then by time."""
    asked_at = (board["prompts"].get(note["prompt_id"]) or {}).get("at") or ""
    return asked_at, note["prompt_id"], note["at"], note["id"]


def _prompt_text(board: Mapping[str, Any], note: Mapping[str, Any]) -> str:
    return (board["prompts"].get(note["prompt_id"]) or {}).get("text") or "a question that was removed"


def _own(board: Mapping[str, Any], note: Mapping[str, Any], at_table: bool) -> OwnNote:
    prompt = board["prompts"].get(note["prompt_id"]) or {}
    of = board["rounds"].get(prompt.get("round_id"))
    offered = sharing_of(of, at_table)[0] if of else ()
    width = SHARES.index(note["share"])
    return OwnNote(
        id=note["id"],
        prompt_id=note["prompt_id"],
        text=note["text"],
        note_kind=note["note_kind"],
        share=note["share"],
        version=note["version"],
        question=_prompt_text(board, note),
        writer=writer_of(board, note, None),
        wider=tuple(share for share in offered if SHARES.index(share) > width),
        is_locked=is_locked(board, note),
        may_bring=may_bring(board, note),
    )


def _others(board: Mapping[str, Any], note: Mapping[str, Any], voted: Collection[str]) -> OthersNote:
    dotted = _has_dots(board, note["prompt_id"]) and note["share"] == "everyone"
    return OthersNote(
        id=note["id"],
        text=note["text"],
        note_kind=note["note_kind"],
        writer=writer_of(board, note, note["actor"]),
        share=note["share"],
        may_bring=may_bring(board, note),
        question=_prompt_text(board, note),
        heading=titles_of(board["clusters"].get(note["cluster_id"]) or {}),
        dot=note["id"] in voted if dotted else None,
        dots=_dots_of(board, note["id"], note["prompt_id"]),
    )


def _headings(board: Mapping[str, Any], voted: Collection[str]) -> list[Heading]:
    """Those over at least one note that can be read."""
    found = []
    for cluster in sorted(board["clusters"].values(), key=lambda one: (one["rank"] or "", one["at"], one["id"])):
        inside = [
            note for note in board["notes"].values() if note["cluster_id"] == cluster["id"] and note["text"] is not None
        ]
        if titles_of(cluster) and inside:
            can = any(_has_dots(board, note["prompt_id"]) for note in inside)
            dots = 0 if can else max(_dots_of(board, cluster["id"], note["prompt_id"]) for note in inside)
            dot = cluster["id"] in voted if can else None
            found.append(Heading(id=cluster["id"], title=titles_of(cluster), dot=dot, dots=dots))
    return found


def _dots_of(board: Mapping[str, Any], target_id: str, prompt_id: str) -> int:
    """How many dots something got; hidden while dots can still be given, so that early ones influence nobody."""
    of = board["rounds"].get((board["prompts"].get(prompt_id) or {}).get("round_id"))
    return int(board["votes"].get(target_id, 0)) if of is not None and of["state"] == "closed" else 0


def _has_dots(board: Mapping[str, Any], prompt_id: str) -> bool:
    of = board["rounds"].get((board["prompts"].get(prompt_id) or {}).get("round_id"))
    return of is not None and of["state"] == "open" and bool(of["vote_budget"]) and may_of(of) == "do"
