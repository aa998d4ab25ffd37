"""What this room keeps of spoken words, and of what was made of them: how each is withheld and erased."""

from __future__ import annotations

from retreat.consent.derived import Store, register
from retreat.transcripts.editing.refresh import answers_changed

register(
    Store(
        name="passages of what was said",
        door="retreat.transcripts.readable",
        columns=("passage.text", "passage.speakers"),
        follow=answers_changed,
        stays="made anew from the words beneath them",
    )
)
