"""What the columns of lower rooms hold: they may not import this room, so it registers their columns here."""

from __future__ import annotations

from retreat.consent.derived import Store, holds_none, register

holds_none("consent_wording.text", why="what people are asked, word for word")
holds_none("staff.name", "staff.email", "staff.password_hash", why="an account of the team's")
holds_none("worker_beat.host", why="the name of a machine")
holds_none("erasure.tables", why="names of tables")
holds_none("keeping.address", why="where phones reached this machine")
holds_none("keeping.trouble", why="why a backup did not work, in a sentence of the product's own")
holds_none(
    "programme.title",
    "programme.glossary",
    "partner.name",
    "sector.name",
    "event.title",
    "event.place",
    "dialogue_session.title",
    "dialogue_session.activity_name",
    "session_table.name",
    "own_activity.data",
    "round.step",
    "prompt.planned_text",
    "agenda_day.notes",
    "agenda_item.title",
    "agenda_item.place",
    "agenda_item.lead",
    "agenda_item.hosts",
    "agenda_item.materials",
    "agenda_item.notes",
    why="written by the team when they plan",
)
holds_none(
    "narrative_text.lines", "narrative_text.settled", "narrative_text.approved", why="places in a text, as numbers"
)
holds_none("narrative.with_person", why="one of three choices")
holds_none("narrative_text.writers", why="ids of the team's accounts")
register(
    Store(
        name="outcome narratives",
        door="retreat.programme.narratives.queries",
        columns=(
            "narrative_text.title",
            "narrative_text.text",
            "narrative.chosen_by",
            "narrative.chosen_because",
        ),
        stays="nobody here said them: removing the narrative erases them, with everything that was made from it; "
        "after its last day only lines that the partner approved stay",
    )
)
register(
    Store(
        name="the copy of the database that is made before an upgrade",
        door="-",
        files=("before-*.db",),
        stays="deleted with the next erasure",
    )
)
register(
    Store(
        name="the databases themselves, locks and secrets",
        door="-",
        files=(
            "retreat.db*",
            "queue.db*",
            "migrate.lock",
            "secret",
            ".secret.new",
            "speech-model",
            "digests.json",
            "folder.json",
            "holder.json",
            "tls/*",
            "workers/*",
            "tmp/*",
        ),
        stays="rows are blanked, and the files are written anew without them",
    )
)
