"""repetition: postings that look like one that was there before.

Revision ID: 0029
Revises: 0028
Create Date: 2026-11-27 23:15:00
"""

import sqlalchemy as sa
from alembic import op

import models.types

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "repetition",
        sa.Column("vacancy_id", sa.Integer(), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("found_at", models.types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("is_apart", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "vacancy_id <> first_id", name=op.f("ck_repetition_of_another_posting")
        ),
        sa.ForeignKeyConstraint(
            ["first_id"],
            ["vacancy.id"],
            name=op.f("fk_repetition_first_id_vacancy"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["vacancy_id"],
            ["vacancy.id"],
            name=op.f("fk_repetition_vacancy_id_vacancy"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("vacancy_id", "first_id", name=op.f("pk_repetition")),
    )
    op.create_index(op.f("ix_repetition_first_id"), "repetition", ["first_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_repetition_first_id"), table_name="repetition")
    op.drop_table("repetition")
