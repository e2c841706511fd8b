"""learning: an office may stop it for a time.

Revision ID: 0030
Revises: 0029
Create Date: 2026-11-28 07:30:00
"""

import sqlalchemy as sa
from alembic import op

import models.types

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "learning_pause",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("since", models.types.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_learning_pause_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning_pause")),
    )


def downgrade() -> None:
    op.drop_table("learning_pause")
