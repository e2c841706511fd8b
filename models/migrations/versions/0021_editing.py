"""plans changed by hand.

Revision ID: 0021
Revises: 0020
Create Date: 2026-11-26 22:40:00
"""

import sqlalchemy as sa
from alembic import op

import models.types

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = models.types.UtcDateTime(timezone=True)
    op.create_table(
        "plan_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("saved_plan_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", moment, nullable=True),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("updated_at", moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["changed_by_id"],
            ["account.id"],
            name=op.f("fk_plan_draft_changed_by_id_account"),
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"],
            ["charter_plan.id"],
            name=op.f("fk_plan_draft_plan_id_charter_plan"),
        ),
        sa.ForeignKeyConstraint(
            ["saved_plan_id"],
            ["charter_plan.id"],
            name=op.f("fk_plan_draft_saved_plan_id_charter_plan"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_draft")),
    )
    with op.batch_alter_table("plan_draft", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_plan_draft_plan_id"), ["plan_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_plan_draft_saved_plan_id"), ["saved_plan_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_plan_draft_updated_at"), ["updated_at"], unique=False
        )
        batch_op.create_index(
            "uq_plan_draft_open",
            ["plan_id"],
            unique=True,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
    op.create_table(
        "plan_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("change", sa.JSON(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("made_at", moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_plan_step_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["draft_id"],
            ["plan_draft.id"],
            name=op.f("fk_plan_step_draft_id_plan_draft"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_step")),
        sa.UniqueConstraint(
            "draft_id", "number", name=op.f("uq_plan_step_draft_id_number")
        ),
    )
    op.create_table(
        "replanning",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("from_plan_id", sa.Integer(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("promise_cents", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["from_plan_id"],
            ["charter_plan.id"],
            name=op.f("fk_replanning_from_plan_id_charter_plan"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"],
            ["charter_plan.id"],
            name=op.f("fk_replanning_plan_id_charter_plan"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("plan_id", name=op.f("pk_replanning")),
    )
    with op.batch_alter_table("replanning", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_replanning_from_plan_id"), ["from_plan_id"], unique=False
        )


def downgrade() -> None:
    op.drop_table("replanning")
    op.drop_table("plan_step")
    op.drop_table("plan_draft")
