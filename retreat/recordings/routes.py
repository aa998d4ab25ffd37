"""The addresses of sound: pieces sent live, whole files by tus or by a plain form, and listening."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from functools import partial
from typing import Any

from flask import Blueprint, Response, jsonify, request

from retreat.errors import InvalidInput, RetreatError, TooLarge
from retreat.people.bearer import bearer_token
from retreat.people.noting import noted_as
from retreat.recordings import operations, pages, queries, tus
from retreat.recordings.admission import follower_of, may_hear, sender_in
from retreat.recordings.at_hand import sound_of, storage
from retreat.recordings.limits import CHUNK_MAX_BYTES, check_space
from retreat.recordings.operations import Piece
from retreat.recordings.pieces.joining import piece_name
from retreat.recordings.started import start_said
from retreat.web.asked import number_between
from retreat.web.forms import body_up_to
from retreat.web.guard import own_token, signed_link
from retreat.web.house import house

blueprint = Blueprint("recordings", __name__)
blueprint.register_blueprint(tus.blueprint)
blueprint.register_blueprint(pages.blueprint)

_NUMBER_MAX = 10**15 - 1
_NO_BYTES = "This part of the sound is empty. Please send its bytes."
_DIGEST = re.compile(r"sha-256=:([A-Za-z0-9+/=]{44}):")


class WrongDigest(InvalidInput):
    """The header is missing, or does not match the bytes that came."""

    code = "wrong_digest"
    status = 400
    tell = "This part arrived damaged, or without its digest. It is still on your device; please send it again."


@blueprint.post("/api/sessions/<session_id>/recordings")
@own_token
def begin(session_id: str) -> tuple[Response, int]:
    """An audio recording begins; the answer holds the token that may add to it."""
    here = house()
    said = _json_object()
    with here.database.read() as db:
        _session, sender = sender_in(here, db, session_id)
    check_space(here.storage, CHUNK_MAX_BYTES)
    started_at = start_said(said.get("started_at"), now=here.clock())
    begun = here.database.write(
        lambda db: operations.begin(
            db,
            session_id=session_id,
            table=said.get("table"),
            mime=said.get("mime"),
            started_at=started_at,
            by=sender,
            now=here.clock(),
            ids=here.ids,
        )
    )
    return jsonify(recording_id=begun.recording_id, upload_token=begun.upload_token), 201


@blueprint.put("/api/recordings/<recording_id>/chunks/<int:n>")
@own_token
@body_up_to(CHUNK_MAX_BYTES)
def keep_chunk(recording_id: str, n: int) -> tuple[Response, int]:
    """One piece: on disk before the answer; 201 new, 200 the same again."""
    here, token = house(), bearer_token()
    with here.database.read() as db:
        # Before the body is read, so that a stranger's bytes are not even received.
        operations.for_upload_token(db, recording_id, token)
    body = request.get_data(cache=False)
    if len(body) > CHUNK_MAX_BYTES:
        raise TooLarge()
    if not body:
        # It would take the number of a part with sound, and no sound can be laid together around it.
        raise InvalidInput(_NO_BYTES, code="empty")
    piece = Piece(
        n=n,
        start_ms=number_between(request.args.get("start_ms"), "start_ms", -_NUMBER_MAX, _NUMBER_MAX),
        samples=number_between(request.args.get("samples"), "samples", -_NUMBER_MAX, _NUMBER_MAX),
        rate_hz=number_between(request.args.get("rate"), "rate", -_NUMBER_MAX, _NUMBER_MAX),
        size_bytes=len(body),
        sha256=_checked_digest(body),
    )
    with here.database.read() as db:
        row = operations.for_upload_token(db, recording_id, token)
        operations.check_piece(row, piece)
        known = operations.known_piece(db, recording_id, n)
        if known is None:
            operations.check_new_piece(row, piece, now=here.clock())
    if known is not None:
        if known != piece.sha256:
            raise operations.ChunkMismatch()
        return jsonify(n=n), 200
    name = piece_name(recording_id, n, piece.sha256)
    check_space(here.storage, len(body))
    here.offload(partial(storage().save, name, [body], sha256=piece.sha256))
    try:
        new = here.database.write(
            lambda db: operations.keep_piece(db, recording_id, piece, now=here.clock(), wake=here.enqueue)
        )
    except RetreatError:
        with here.database.read() as db:
            kept = operations.known_piece(db, recording_id, n)
        if kept != piece.sha256:
            storage().remove(name)
        raise
    return jsonify(n=n), 201 if new else 200


@blueprint.post("/api/recordings/<recording_id>/seal")
@own_token
def seal(recording_id: str) -> tuple[Response, int]:
    """No more pieces will be made; missing pieces may still follow."""
    here, token = house(), bearer_token()
    chunks = _json_object().get("chunks")
    if not isinstance(chunks, int) or isinstance(chunks, bool):
        raise InvalidInput("Please say how many parts there are.", fields={"chunks": "must be a whole number"})
    with here.database.read() as db:
        operations.for_upload_token(db, recording_id, token)
    here.database.write(
        lambda db: operations.seal(db, recording_id, chunks=chunks, now=here.clock(), wake=here.enqueue)
    )
    with here.database.read() as db:
        return jsonify(queries.recording_view(db, recording_id).to_wire()), 200


@blueprint.get("/api/recordings/<recording_id>")
@own_token
def progress(recording_id: str) -> Response:
    """How far an audio recording has come, and which pieces are missing."""
    here = house()
    with here.database.read() as db:
        follower_of(here, db, recording_id)
        response = jsonify(queries.recording_view(db, recording_id).to_wire())
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/audio/<recording_id>/<ticket>")
@signed_link
@noted_as("played", thing="recording_id")
def hear(recording_id: str, ticket: str) -> Response:
    """The sound itself, in ranges, by a link that expires."""
    may_hear(house(), recording_id, ticket)
    return sound_of(recording_id)


def _json_object() -> dict[str, Any]:
    said = request.get_json(silent=True)
    if not isinstance(said, dict):
        raise InvalidInput("What was sent is not a JSON object.")
    return said


def _checked_digest(body: bytes) -> str:
    """The hexadecimal SHA-256 of the body, if it matches the header. Source: RFC 9530."""
    found = _DIGEST.search(request.headers.get("Content-Digest", ""))
    try:
        named = base64.b64decode(found.group(1), validate=True) if found else b""
    except binascii.Error:
        named = b""
    digest = hashlib.sha256(body)
    if named != digest.digest():
        raise WrongDigest()
    return digest.hexdigest()
