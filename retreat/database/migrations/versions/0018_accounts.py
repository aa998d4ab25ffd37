"""Accounts have an owner, a second step, and links by which a new password is set; what people do is written down.

The first facilitator becomes the owner, as somebody has to decide who has an account.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018_accounts"
down_revision = "0017_seats"
branch_labels = None
depends_on = None

_FIRST = "SELECT id FROM staff WHERE role = 'facilitator' AND disabled_at IS NULL ORDER BY created_at, id LIMIT 1"


def upgrade() -> None:
    op.add_column("staff", sa.Column("is_owner", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("staff", sa.Column("second_step_secret", sa.String(length=64), nullable=True))
    op.add_column("staff", sa.Column("second_step_at", sa.BigInteger(), nullable=True))
    op.add_column("staff", sa.Column("second_step_used", sa.BigInteger(), nullable=True))
    op.execute(sa.text(f"UPDATE staff SET is_owner = {_true()} WHERE id = ({_FIRST})"))  # noqa: S608 - constants of ours
    op.add_column("sign_in", sa.Column("address", sa.String(length=64), nullable=True))
    op.add_column("sign_in", sa.Column("browser", sa.String(length=64), nullable=True))
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("staff_id", sa.String(length=64), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_recovery_code_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_recovery_code_code_hash")),
    )
    op.create_index(op.f("ix_recovery_code_staff_id"), "recovery_code", ["staff_id"], unique=False)
    op.create_table(
        "reset_link",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("staff_id", sa.String(length=64), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_reset_link_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reset_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_reset_link_token_hash")),
    )
    op.create_index(op.f("ix_reset_link_staff_id"), "reset_link", ["staff_id"], unique=False)
    op.create_table(
        "failure_count",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("began_at", sa.BigInteger(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_failure_count")),
    )
    op.create_table(
        "account_rule",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_account_rule")),
    )
    op.create_table(
        "deed",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("act", sa.String(length=32), nullable=False),
        sa.Column("staff_id", sa.String(length=64), nullable=True),
        sa.Column("subject_id", sa.String(length=64), nullable=True),
        sa.Column("programme_id", sa.String(length=64), nullable=True),
        sa.Column("session_id", sa.String(length=64), nullable=True),
        sa.Column("thing", sa.String(length=64), nullable=True),
        sa.Column("address", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deed")),
    )
    op.create_index(op.f("ix_deed_at"), "deed", ["at"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_deed_at"), table_name="deed")
    op.drop_table("deed")
    op.drop_table("account_rule")
    op.drop_table("failure_count")
    op.drop_index(op.f("ix_reset_link_staff_id"), table_name="reset_link")
    op.drop_table("reset_link")
    op.drop_index(op.f("ix_recovery_code_staff_id"), table_name="recovery_code")
    op.drop_table("recovery_code")
    for table, columns in (
        ("sign_in", ("browser", "address")),
        ("staff", ("second_step_used", "second_step_at", "second_step_secret", "is_owner")),
    ):
        for column in columns:
            op.drop_column(table, column)


def _true() -> str:
    return "1" if op.get_bind().dialect.name == "sqlite" else "true"
