"""What phone and desk do alike with a picture: keep one that came, type from it, take it back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Response, make_response, request
from sqlalchemy.orm import Session

from facilitation.operations import perform_batch
from retreat.errors import DiskFull, InvalidInput, NotFound, RetreatError, TooLarge
from retreat.house import House
from retreat.ids import is_id
from retreat.log.fields import BATCH_MAX_OPS, Operation
from retreat.log.shapes import clean_text, parse_batch
from retreat.people.access import Seat
from retreat.pictures import operations
from retreat.pictures.operations import Shot
from retreat.pictures.queries import notes_from
from retreat.pictures.reading import draw_anew
from retreat.pictures.storing import PICTURE_MAX_BYTES, bytes_of, storage_of
from retreat.recordings.limits import fits
from retreat.web.house import house

# Beside the picture, a form has some short fields.
FORM_MAX_BYTES = PICTURE_MAX_BYTES + 1024**2
LINES_MAX = 100

SeatOf = Callable[[Session], Seat]


def space_for_picture(size_bytes: int) -> None:
    """Refuse a picture that would not fit on the disk, before it is read."""
    if not fits(storage_of(house()).folder, size_bytes):
        raise DiskFull()


def take(seat_of: SeatOf, shot: Shot, content: bytes) -> bool:
    """Draw a picture anew and keep it; whether it is new. One that was sent twice is kept once.

    Raises:
        RetreatError: It is not theirs to take, or no picture that can be used. Nothing of it is kept.
    """
    here = house()
    if len(content) > PICTURE_MAX_BYTES:
        raise TooLarge("This picture is larger than 20 MB. Please take it with a smaller setting.")

    def look(db: Session) -> bool:
        seat = seat_of(db)
        if operations.known(db, seat, shot.picture_id) is not None:
            return True
        operations.check(db, seat, shot)
        return False

    if here.database.write(look):
        return False
    drawn = here.offload(partial(draw_anew, content))
    storage, name = storage_of(here), operations.file_name()
    space_for_picture(len(drawn.jpeg))
    here.offload(partial(storage.save, name, [drawn.jpeg]))
    session_id = ""

    def keep(db: Session) -> bool:
        nonlocal session_id
        seat = seat_of(db)
        session_id = seat.session_id
        return operations.keep(db, seat, shot, drawn, name, now=here.clock(), ids=here.ids)

    try:
        is_new = here.database.write(keep)
    except RetreatError:
        storage.remove(name)
        raise
    if not is_new:
        storage.remove(name)
    here.nudge(session_id)
    return is_new


def shot_of(said: Mapping[str, str], picture_id: str, table_id: str | None, **more: Any) -> Shot:
    """What comes with a picture, from an address or a form."""
    prompt_id = said.get("prompt_id", "")
    return Shot(
        picture_id=picture_id,
        table_id=table_id,
        prompt_id=prompt_id if is_id(prompt_id) else None,
        agreed=said.get("agreed") == "yes",
        **more,
    )


def picture_sent() -> bytes:
    """The file of a form.

    Raises:
        InvalidInput: None was chosen.
    """
    sent = request.files.get("picture")
    if sent is None or not sent.filename:
        raise InvalidInput("Please take or choose a picture first.", code="no_file")
    return sent.stream.read(PICTURE_MAX_BYTES + 1)


def picture_response(here: House, name: str) -> Response:
    """A picture; nothing between here and the reader may store it, because it may be gone the next time."""
    response = make_response(bytes_of(here, name))
    response.content_type = "image/jpeg"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Disposition"] = "inline"
    return response


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """What became of typed lines: how many are notes now, which are not, and why."""

    kept: int
    left: Sequence[str]
    why: str = ""
    code: str = ""


def type_lines(seat_of: SeatOf, picture_id: str, form: Mapping[str, str]) -> Lines:
    """Make each line a note. Their ids come from the form's, so that a form sent twice makes them once.

    Raises:
        InvalidInput: Nothing was typed, or too much at once.
    """
    here = house()
    lines = [line for line in map(clean_text, form.get("lines", "").splitlines()) if line]
    if not lines:
        raise InvalidInput("Please type what is on the paper first.", code="no_words")
    if len(lines) > LINES_MAX:
        raise InvalidInput(f"Please type at most {LINES_MAX} lines at once. Nothing was added.", code="too_many")
    base = form.get("lines_id", "")
    base = base if is_id(base) and len(base) <= 40 else here.ids()
    ops = [_line(base, n, picture_id, line, form.get("share", "")) for n, line in enumerate(lines, 1)]
    refused: dict[str, Any] = {}
    session_id = ""
    for start in range(0, len(ops), BATCH_MAX_OPS):
        batch = parse_batch({"v": 1, "batch": ops[start : start + BATCH_MAX_OPS]})

        def perform(db: Session, batch: tuple[Operation, ...] = batch) -> list[dict[str, Any]]:
            nonlocal session_id
            seat = seat_of(db)
            session_id = seat.session_id
            return perform_batch(db, seat, batch, now=here.clock(), ids=here.ids).refused

        refused |= {one["op_id"]: one for one in here.database.write(perform)}
    here.nudge(session_id)
    left = [op["body"]["text"] for op in ops if op["op_id"] in refused]
    first = next(iter(refused.values()), {"message": "", "code": ""})
    return Lines(kept=len(ops) - len(left), left=left, why=first["message"], code=first["code"])


def _line(base: str, n: int, picture_id: str, text: str, share: str) -> dict[str, Any]:
    body = {"picture_id": picture_id, "text": text} | ({"share": share} if share else {})
    return {"op_id": f"{base}-o{n}", "kind": "picture.note", "target_id": f"{base}-{n}", "body": body}


def take_back(seat_of: SeatOf, picture_id: str, *, notes_too: bool, anyone: bool) -> None:
    """Take a picture back, perhaps with the notes that were typed from it; its bytes go at once.

    Args:
        anyone: Whether it may be somebody else's: for the facilitators.

    Raises:
        NotFound: There is none, or it is somebody else's.
    """
    here = house()
    session_id = ""

    def act(db: Session) -> str:
        nonlocal session_id
        seat = seat_of(db)
        session_id = seat.session_id
        row = operations.of_session(db, session_id, picture_id)
        if row.participant_id != seat.id and not anyone:
            raise NotFound
        if notes_too:
            typed = notes_from(db, row.id)
            ops = [Operation(op_id=here.ids(), kind="note.remove", target_id=one, body={}) for one in typed]
            perform_batch(db, seat, ops, now=here.clock(), ids=here.ids)
        operations.remove(db, row, now=here.clock(), ids=here.ids)
        return row.name

    storage_of(here).remove(here.database.write(act))
    here.nudge(session_id)
