"""Memos in the register of derived words: the team's own, which may speak of what somebody said."""

from __future__ import annotations

from retreat.consent.derived import Store, register

register(
    Store(
        name="memos of the facilitators",
        door="retreat.log.memos.queries",
        columns=("session_memo.text",),
        stays="They are the words of whoever wrote them, who can change or erase them. They are in no export.",
    )
)
