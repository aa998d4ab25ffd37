"""What cites words holds on to an anchor: gists, and what another model heard; versions know each other's words."""

import uuid

import sqlalchemy as sa
from alembic import op

revision = "0016_anchors"
down_revision = "0015_passages"
branch_labels = None
depends_on = None

# The same rows get the same ids, however often a folder goes up and down.
_IDS = uuid.UUID("3c1f2a4e-6d0b-5a7c-9e58-0016a0c40e55")
_AT_ONCE = 500


def upgrade() -> None:
    op.create_table(
        "anchor",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("transcript_id", sa.String(length=64), nullable=False),
        sa.Column("first_word", sa.Integer(), nullable=False),
        sa.Column("last_word", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=True),
        sa.Column("moved_to", sa.String(length=64), nullable=True),
        sa.Column("moved_first", sa.Integer(), nullable=True),
        sa.Column("moved_last", sa.Integer(), nullable=True),
        sa.Column("moved_by", sa.String(length=64), nullable=True),
        sa.Column("let_go_at", sa.BigInteger(), nullable=True),
        sa.Column("let_go_by", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["moved_to"], ["transcript_version.id"], name=op.f("fk_anchor_moved_to_transcript_version")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["dialogue_session.id"], name=op.f("fk_anchor_session_id_dialogue_session")
        ),
        sa.ForeignKeyConstraint(
            ["transcript_id"], ["transcript_version.id"], name=op.f("fk_anchor_transcript_id_transcript_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_anchor")),
    )
    op.create_index(op.f("ix_anchor_session_id"), "anchor", ["session_id"])
    op.create_index(op.f("ix_anchor_transcript_id"), "anchor", ["transcript_id"])
    op.create_table(
        "word_map",
        sa.Column("from_id", sa.String(length=64), nullable=False),
        sa.Column("to_id", sa.String(length=64), nullable=False),
        sa.Column("pairs", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["from_id"], ["transcript_version.id"], name=op.f("fk_word_map_from_id_transcript_version")
        ),
        sa.ForeignKeyConstraint(
            ["to_id"], ["transcript_version.id"], name=op.f("fk_word_map_to_id_transcript_version")
        ),
        sa.PrimaryKeyConstraint("from_id", "to_id", name=op.f("pk_word_map")),
    )
    op.create_index(op.f("ix_word_map_to_id"), "word_map", ["to_id"])
    op.create_table(
        "gist",
        sa.Column("anchor_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("basis", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["anchor_id"], ["anchor.id"], name=op.f("fk_gist_anchor_id_anchor")),
        sa.PrimaryKeyConstraint("anchor_id", "number", name=op.f("pk_gist")),
    )
    # In words that both engines read: the whole table written afresh would be a copy of all that was heard.
    op.execute(
        "ALTER TABLE turn_opinion ADD COLUMN anchor_id VARCHAR(64) "
        "CONSTRAINT fk_turn_opinion_anchor_id_anchor REFERENCES anchor (id)"
    )
    op.create_index(op.f("ix_turn_opinion_anchor_id"), "turn_opinion", ["anchor_id"])
    _move_gists()
    _anchor_opinions()


def _move_gists() -> None:
    """A gist hung on the place of its passage among those of its transcript; it goes to the words of that passage."""
    rows = _read(
        """
        SELECT w.transcript_id, w.turn, w.number, w.text, w.basis, w.at, w.by, v.session_id
        FROM turn_wording w JOIN transcript_version v ON v.id = w.transcript_id
        WHERE w.level = 'gist' ORDER BY w.transcript_id, w.turn, w.number
        """
    )
    # One that was cut away may have left its place to another, which is the one that the gist was kept with.
    extents = {
        (row.transcript_id, row.position): (row.first_word, row.last_word)
        for row in _read(
            """
            SELECT transcript_id, position, first_word, last_word FROM passage
            WHERE kind = 'spoken' AND first_word IS NOT NULL AND last_word IS NOT NULL
            ORDER BY CASE WHEN cut_away THEN 0 ELSE 1 END, CASE state WHEN 'current' THEN 1 ELSE 0 END, number
            """
        )
    }
    anchors: dict[str, dict[str, object]] = {}
    gists: list[dict[str, object]] = []
    for row in rows:
        # Words that are not known: it is listed for people, and what it says is kept.
        first, last = extents.get((row.transcript_id, row.turn), (0, -1))
        anchor_id = _anchor_id("gist", row.transcript_id, row.turn)
        anchors.setdefault(anchor_id, _anchor(anchor_id, row, first, last))
        gists.append(
            {"anchor_id": anchor_id, "number": row.number, "text": row.text}
            | {"basis": row.basis, "at": row.at, "by": row.by}
        )
    _insert("anchor", list(anchors.values()))
    _insert("gist", gists)
    op.execute(sa.text("DELETE FROM turn_wording WHERE level = 'gist'"))


def _anchor_opinions() -> None:
    rows = _read(
        """
        SELECT o.transcript_id, o.turn, o.model, o.at, v.session_id, NULL AS by
        FROM turn_opinion o JOIN transcript_version v ON v.id = o.transcript_id ORDER BY o.at
        """
    )
    if not rows:
        return
    words = {
        (row.transcript_id, row.turn): (row.first_word, row.last_word)
        for row in _read(
            """
            SELECT e.transcript_id, e.turn, f.n AS first_word, l.n AS last_word
            FROM (
                SELECT transcript_id, turn, min(place) AS first_place, max(place) AS last_place
                FROM recorded_word w
                WHERE NOT removed AND EXISTS (
                    SELECT 1 FROM turn_opinion o WHERE o.transcript_id = w.transcript_id AND o.turn = w.turn
                )
                GROUP BY transcript_id, turn
            ) e
            JOIN recorded_word f ON f.transcript_id = e.transcript_id AND f.place = e.first_place AND f.turn = e.turn
            JOIN recorded_word l ON l.transcript_id = e.transcript_id AND l.place = e.last_place AND l.turn = e.turn
            """
        )
    }
    anchors: dict[str, dict[str, object]] = {}
    for row in rows:
        first, last = words.get((row.transcript_id, row.turn), (0, -1))
        anchor_id = _anchor_id("opinion", row.transcript_id, row.turn, row.model)
        anchors[anchor_id] = _anchor(anchor_id, row, first, last)
    _insert("anchor", list(anchors.values()))
    for row in rows:
        op.get_bind().execute(
            sa.text(
                "UPDATE turn_opinion SET anchor_id = :anchor "
                "WHERE transcript_id = :transcript AND turn = :turn AND model = :model"
            ),
            {
                "anchor": _anchor_id("opinion", row.transcript_id, row.turn, row.model),
                "transcript": row.transcript_id,
                "turn": row.turn,
                "model": row.model,
            },
        )


def _anchor_id(*of: object) -> str:
    return str(uuid.uuid5(_IDS, "/".join(str(one) for one in of)))


def _anchor(anchor_id: str, row: sa.Row[tuple[object, ...]], first: int, last: int) -> dict[str, object]:
    return {
        "id": anchor_id,
        "session_id": row.session_id,
        "transcript_id": row.transcript_id,
        "first_word": first,
        "last_word": last,
        "at": row.at,
        "by": row.by,
    }


def _read(asked: str) -> list[sa.Row[tuple[object, ...]]]:
    return list(op.get_bind().execute(sa.text(asked)))


def _insert(table: str, rows: list[dict[str, object]]) -> None:
    for start in range(0, len(rows), _AT_ONCE):
        some = rows[start : start + _AT_ONCE]
        into = sa.table(table, *(sa.column(name) for name in some[0]))
        op.get_bind().execute(sa.insert(into), some)


def downgrade() -> None:
    _put_gists_back()
    op.drop_index(op.f("ix_turn_opinion_anchor_id"), "turn_opinion")
    with op.batch_alter_table("turn_opinion", schema=None) as batch_op:
        batch_op.drop_column("anchor_id")
    op.drop_table("gist")
    op.drop_table("word_map")
    op.drop_table("anchor")


def _put_gists_back() -> None:
    """To the passage of their words; what is written of others has no place in a version before, and goes."""
    rows = _read(
        """
        SELECT a.transcript_id, p.position AS turn, g.number, g.text, g.basis, g.at, g.by
        FROM gist g
        JOIN anchor a ON a.id = g.anchor_id
        JOIN passage p ON p.transcript_id = a.transcript_id AND p.kind = 'spoken'
            AND p.first_word = a.first_word AND p.last_word = a.last_word
        ORDER BY a.at, g.number
        """
    )
    kept = {(row.transcript_id, row.turn, row.number): row._asdict() | {"level": "gist"} for row in rows}
    _insert("turn_wording", list(kept.values()))
