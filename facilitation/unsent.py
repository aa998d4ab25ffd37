"""What a plain form said that was refused: its words, and how the refusal reads on a page that keeps nothing. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from facilitation.phone_view import PhoneView
from retreat.log.fields import Field

# A page without scripts keeps nothing, whatever is true of the phone with them.
_KEPT_ELSEWHERE = (" Your note is kept on your phone.", " What you wrote is kept on your phone.")
_TOO_QUICK = "That was very quick. Please wait a moment, then send it again."
_STATUSES: Mapping[str, int] = {"consent_missing": 403, "not_permitted": 403, "gone": 410, "too_long": 422}
_CONFLICT = 409
_BODY = "batch[0].body."


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsent:
    """The words of a refused form. At most one of them has words.

    Attributes:
        text: Words for the box in which they wait.
        share: Who was to read them; empty where nothing was chosen.
        note: A new note, by the question it answers: its words and what was chosen with them.
        edit: Words of changed notes, by note.
        bulb: Texts of a light bulb, with its id, empty for a new one.
    """

    text: str = ""
    share: str = ""
    note: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    edit: Mapping[str, str] = field(default_factory=dict)
    bulb: Mapping[str, str] = field(default_factory=dict)


NOTHING = Unsent()


def said_of(refused: Mapping[str, Any]) -> str:
    """What a page says of a refusal, which must not claim that the phone keeps anything."""
    if refused["code"] == "slow_down":
        return _TOO_QUICK
    said = str(refused["message"])
    for claim in _KEPT_ELSEWHERE:
        said = said.removesuffix(claim)
    return said


def status_of(refused: Mapping[str, Any]) -> int:
    """The status of a page that shows a refusal."""
    return 429 if refused["code"] == "slow_down" else _STATUSES.get(str(refused["code"]), _CONFLICT)


def lacking_of(fields: Mapping[str, str], takes: Callable[[str], Field | None]) -> str:
    """What somebody has to do who sent a form without what it needs.

    Args:
        fields: The faults that were found, by their place in the batch.
        takes: The field of this name, if the kind has one.
    """
    names = [place.removeprefix(_BODY) for place in fields if place.startswith(_BODY)]
    found = takes(names[0]) if names else None
    if found is not None and found.type in ("text", "texts"):
        return "Please write something first."
    return "Please choose an answer first." if found is not None else "Please load this page again, then send it again."


def unsent_of(ops: Sequence[Mapping[str, Any]], texts: Callable[[str], Collection[str]]) -> Unsent:
    """What the refused operations of one form said.

    Args:
        ops: As they were sent.
        texts: The names of the fields of a kind that hold words.
    """
    if len(ops) == 1:
        (op,) = ops
        said = {name: str(op["body"][name]) for name in texts(op["kind"]) if op["body"].get(name)}
        if op["kind"] == "note.add":
            return Unsent(note={str(op["body"].get("prompt_id", "")): {"text": "", **op["body"]}})
        if op["kind"] == "note.edit":
            return Unsent(edit={op["target_id"]: said.get("text", "")})
        if op["kind"] in ("lightbulb.mark", "lightbulb.edit"):
            known = op["target_id"] if op["kind"] == "lightbulb.edit" else ""
            return Unsent(bulb={"id": known, **{name: op["body"].get(name, "") for name in texts(op["kind"])}})
    words = [op["body"][name] for op in ops for name in texts(op["kind"]) if op["body"].get(name)]
    shares = [op["body"]["share"] for op in ops if op["body"].get("share")]
    return Unsent(text="\n\n".join(map(str, words)), share=shares[0] if shares else "")


def placed(unsent: Unsent, shown: PhoneView, *, takes: Collection[str], notes_kept: bool, over: bool) -> Unsent:
    """Put words whose own form is no longer on the page into the box.

    Args:
        takes: The questions with a form for a note.
    """
    goes_on = shown.state != "ended" and notes_kept
    editable = {note.id for note in shown.own if not note.is_locked} if goes_on else set()
    bulbs = {"", *(bulb.id for bulb in shown.bulbs)} if notes_kept and not over and shown.state != "planned" else set()
    lost = [str(note["text"]) for prompt, note in unsent.note.items() if prompt not in takes]
    lost += [text for note, text in unsent.edit.items() if note not in editable]
    if unsent.bulb and unsent.bulb["id"] not in bulbs:
        lost += [text for name, text in unsent.bulb.items() if name != "id"]
    words = "\n\n".join(text for text in (unsent.text, *lost) if text.strip())
    if not words:
        return unsent
    share = unsent.share or next((note.get("share", "") for note in unsent.note.values()), "")
    return Unsent(text=words, share=share)
