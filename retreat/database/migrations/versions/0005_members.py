"""Staff belong to programmes. Whoever has an account becomes a member of every programme there is; the first leads it."""

import sqlalchemy as sa
from alembic import op

revision = "0005_members"
down_revision = "0004_erasures"
branch_labels = None
depends_on = None

_FIRST = "SELECT id FROM staff WHERE role = 'facilitator' AND disabled_at IS NULL ORDER BY created_at, id LIMIT 1"


def upgrade() -> None:
    op.create_table(
        "member",
        sa.Column("programme_id", sa.String(length=64), nullable=False),
        sa.Column("staff_id", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "role IN ('lead', 'facilitator', 'researcher', 'coder', 'partner', 'reader')", name=op.f("ck_member_role")
        ),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_member_programme_id_programme")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_member_staff_id_staff")),
        sa.PrimaryKeyConstraint("programme_id", "staff_id", name=op.f("pk_member")),
    )
    op.create_index(op.f("ix_member_staff_id"), "member", ["staff_id"], unique=False)
    op.execute(
        sa.text(
            "INSERT INTO member (programme_id, staff_id, role, since) "  # noqa: S608 - constants of ours
            f"SELECT programme.id, staff.id, CASE WHEN staff.id = ({_FIRST}) THEN 'lead' ELSE staff.role END, "
            "staff.created_at FROM programme CROSS JOIN staff"
        )
    )
    with op.batch_alter_table("first_link") as table:
        table.add_column(sa.Column("programme_id", sa.String(length=64), nullable=True))
        table.create_foreign_key(op.f("fk_first_link_programme_id_programme"), "programme", ["programme_id"], ["id"])
    # An invitation of the version before names no programme; used now, it would open all of them.
    op.execute(
        sa.text("UPDATE first_link SET used_at = created_at WHERE used_at IS NULL AND EXISTS (SELECT 1 FROM staff)")
    )
    with op.batch_alter_table("partner") as table:
        table.drop_constraint(op.f("fk_partner_setting_id_setting"), type_="foreignkey")
        table.drop_column("setting_id")
    with op.batch_alter_table("setting") as table:
        table.drop_index(op.f("ix_setting_programme_id"))
    op.drop_table("setting")


def downgrade() -> None:
    op.create_table(
        "setting",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("programme_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_setting_programme_id_programme")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setting")),
    )
    op.create_index(op.f("ix_setting_programme_id"), "setting", ["programme_id"], unique=False)
    with op.batch_alter_table("partner") as table:
        table.add_column(sa.Column("setting_id", sa.String(length=64), nullable=True))
        table.create_foreign_key(op.f("fk_partner_setting_id_setting"), "setting", ["setting_id"], ["id"])
    # Who was invited into one programme would find all of them there.
    op.execute(sa.text("UPDATE first_link SET used_at = created_at WHERE used_at IS NULL AND programme_id IS NOT NULL"))
    with op.batch_alter_table("first_link") as table:
        table.drop_constraint(op.f("fk_first_link_programme_id_programme"), type_="foreignkey")
        table.drop_column("programme_id")
    op.drop_index(op.f("ix_member_staff_id"), table_name="member")
    op.drop_table("member")
