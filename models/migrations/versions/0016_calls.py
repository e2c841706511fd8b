"""calls: the telephone sheet, duplicates kept apart, planning before all is known.

Revision ID: 0016
Revises: 0015
Create Date: 2026-11-26 20:00:00
"""

import sqlalchemy as sa
from alembic import op

import models.types

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = models.types.UtcDateTime(timezone=True)
    op.create_table(
        "call_state",
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("leased_by_id", sa.Integer(), nullable=True),
        sa.Column("leased_until", moment, nullable=True),
        sa.Column("call_back_at", moment, nullable=True),
        sa.Column("other_date", sa.Date(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["leased_by_id"],
            ["account.id"],
            name=op.f("fk_call_state_leased_by_id_account"),
        ),
        sa.ForeignKeyConstraint(
            ["party_id"],
            ["party.id"],
            name=op.f("fk_call_state_party_id_party"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("party_id", name=op.f("pk_call_state")),
    )
    with op.batch_alter_table("call_state", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_call_state_leased_by_id"), ["leased_by_id"], unique=False
        )
    op.create_table(
        "phone_call",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("at", moment, nullable=False),
        sa.Column("outcome", sa.String(length=24), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_phone_call_account_id_account"),
        ),
        sa.ForeignKeyConstraint(
            ["party_id"],
            ["party.id"],
            name=op.f("fk_phone_call_party_id_party"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone_call")),
    )
    with op.batch_alter_table("phone_call", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_phone_call_party_id"), ["party_id"], unique=False
        )
    op.create_table(
        "kept_apart",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "first_id < second_id", name=op.f("ck_kept_apart_in_order")
        ),
        sa.ForeignKeyConstraint(
            ["first_id"],
            ["party.id"],
            name=op.f("fk_kept_apart_first_id_party"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["second_id"],
            ["party.id"],
            name=op.f("fk_kept_apart_second_id_party"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_apart")),
        sa.UniqueConstraint(
            "first_id", "second_id", name=op.f("uq_kept_apart_first_id_second_id")
        ),
    )
    with op.batch_alter_table("kept_apart", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_kept_apart_second_id"), ["second_id"], unique=False
        )
    with op.batch_alter_table("charter_plan", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "with_unheard",
                sa.Boolean(),
                nullable=False,
                server_default=sa.false(),
            )
        )


def downgrade() -> None:
    with op.batch_alter_table("charter_plan", schema=None) as batch_op:
        batch_op.drop_column("with_unheard")
    op.drop_table("kept_apart")
    op.drop_table("phone_call")
    op.drop_table("call_state")
