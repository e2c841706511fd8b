"""crowding: what crowds each vacancy.

Revision ID: 0026
Revises: 0025
Create Date: 2026-11-27 19:40:00
"""

import sqlalchemy as sa
from alembic import op

import models.types

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "crowding",
        sa.Column("vacancy_id", sa.Integer(), nullable=False),
        sa.Column("price", sa.Double(), nullable=False),
        sa.Column("is_seldom_seen", sa.Boolean(), nullable=False),
        sa.Column("found_at", models.types.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("price >= 0", name=op.f("ck_crowding_price_not_negative")),
        sa.ForeignKeyConstraint(
            ["vacancy_id"],
            ["vacancy.id"],
            name=op.f("fk_crowding_vacancy_id_vacancy"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("vacancy_id", name=op.f("pk_crowding")),
    )


def downgrade() -> None:
    op.drop_table("crowding")
