"""A prompt: a question put to everyone, reworded in the moment. Pure."""

from __future__ import annotations

from retreat.log.fields import LEADS, PROMPT_MAX_CHARS, Field, Kind
from retreat.log.folding import Board, Noun, WireOperation, changed, put


def _prompt_ask(board: Board, op: WireOperation) -> Board:
    body = op["body"]
    return put(
        board,
        "prompts",
        op["target_id"],
        {
            "id": op["target_id"],
            "round_id": body["round_id"],
            "text": body["text"],
            "version": body["version"],
            "at": op["at"],
        },
    )


def _prompt_reword(board: Board, op: WireOperation) -> Board:
    body = op["body"]
    return changed(board, "prompts", op["target_id"], text=body["text"], version=body["version"])


NOUN = Noun(
    name="prompt",
    kinds=(
        Kind(
            name="prompt.ask",
            says="A prompt (target_id) is put to everyone. Readers: {round_id, text, version}.",
            senders=LEADS,
            takes={"round_id": Field(type="id"), "text": Field(type="text", max_chars=PROMPT_MAX_CHARS)},
        ),
        Kind(
            name="prompt.reword",
            says="A prompt (target_id) gets another wording; earlier wordings are kept. Readers: {text, version}.",
            senders=LEADS,
            takes={"text": Field(type="text", max_chars=PROMPT_MAX_CHARS)},
        ),
    ),
    parts={"prompts": {}},
    apply={"prompt.ask": _prompt_ask, "prompt.reword": _prompt_reword},
    texts={"prompts": ("text",)},
)
