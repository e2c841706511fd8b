"""editions: what a campaign has promised, each time that it was published.

Revision ID: 0020
Revises: 0019
Create Date: 2026-11-26 22:45:00
"""

import sqlalchemy as sa
from alembic import op

import models.types

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "edition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "published_at", models.types.UtcDateTime(timezone=True), nullable=False
        ),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("promises", sa.JSON(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_edition_number_positive")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_edition_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaign.id"],
            name=op.f("fk_edition_campaign_id_campaign"),
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"],
            ["charter_plan.id"],
            name=op.f("fk_edition_plan_id_charter_plan"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition")),
        sa.UniqueConstraint(
            "campaign_id", "number", name=op.f("uq_edition_campaign_id_number")
        ),
    )
    with op.batch_alter_table("edition", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_edition_account_id"), ["account_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_edition_plan_id"), ["plan_id"], unique=False
        )


def downgrade() -> None:
    op.drop_table("edition")
