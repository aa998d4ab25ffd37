"""This room's stores of spoken words, and of things made from them: how each is withheld and erased."""

from __future__ import annotations

from retreat.consent.derived import Store, foresee, holds_none, register
from retreat.recordings.derived import Sounds
from retreat.transcripts.erasing.anchored import erase_gists, erase_opinions
from retreat.transcripts.erasing.names import erase_names
from retreat.transcripts.erasing.theirs import SpokenBy, sounds_of, spoken_by
from retreat.transcripts.erasing.words import (
    erase_histories,
    erase_wordings,
    erase_words,
)

foresee(SpokenBy, spoken_by)
foresee(Sounds, sounds_of)

WORDS = register(
    Store(
        name="spoken words",
        door="retreat.transcripts.reading",
        columns=("recorded_word.text", "recorded_word.heard", "recorded_turn.text"),
        erase=erase_words,
    )
)
register(
    Store(
        name="histories of turns",
        door="retreat.transcripts.editing.revisions",
        columns=("turn_revision.words",),
        erase=erase_histories,
    )
)
register(
    Store(
        name="second opinions on turns",
        door="retreat.transcripts.opinions.operations",
        columns=("turn_opinion.words",),
        erase=erase_opinions,
    )
)
register(
    Store(
        name="tidied wordings",
        door="retreat.transcripts.levels.wordings",
        columns=("turn_wording.text",),
        erase=erase_wordings,
    )
)
register(
    Store(
        name="gists",
        door="retreat.transcripts.levels.gists",
        columns=("gist.text",),
        erase=erase_gists,
    )
)
NAMES = register(
    Store(
        name="names of voices",
        door="retreat.transcripts.speakers.queries",
        columns=(
            "recorded_speaker.label",
            "recorded_speaker.name",
            "recorded_speaker.sector",
            "recorded_speaker.role",
            "recorded_turn.speaker",
            "turn_revision.speaker",
            "speaker_change.before",
            "speaker_change.after",
            "speech_rerun.outcome",
        ),
        erase=erase_names,
    )
)
holds_none("transcript_version.filename", why="what the team called a file")
holds_none("transcript_version.options", "speech_rerun.options", why="how it was heard; its glossary is the team's")
holds_none(
    "transcript_version.model",
    "transcript_version.versions",
    "turn_opinion.model",
    "turn_opinion.versions",
    why="which model and which libraries",
)
holds_none(
    "transcript_version.timing",
    "transcript_version.quality",
    "recorded_turn.flags",
    why="figures, codes and numbers of words",
)
holds_none("word_map.pairs", why="numbers of words")
holds_none("transcript_version.warnings", "speech_rerun.reason", why="sentences of this product")
holds_none("speech_rerun.lease_owner", why="which worker has it")
