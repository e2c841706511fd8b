"""corridors: measured speeds that an office plans with.

Revision ID: 0022
Revises: 0021
Create Date: 2026-11-26 22:40:00
"""

import sqlalchemy as sa
from alembic import op

import models.types

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = models.types.UtcDateTime(timezone=True)
    op.create_table(
        "corridor_speed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("place_code", sa.String(length=12), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("km_h", sa.Double(), nullable=False),
        sa.Column("drives", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("adopted_at", moment, nullable=False),
        sa.Column("adopted_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", moment, nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("km_h > 0", name=op.f("ck_corridor_speed_km_h_positive")),
        sa.ForeignKeyConstraint(
            ["office_id"],
            ["office.id"],
            name=op.f("fk_corridor_speed_office_id_office"),
        ),
        sa.ForeignKeyConstraint(
            ["place_code"],
            ["place.code"],
            name=op.f("fk_corridor_speed_place_code_place"),
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["site.id"], name=op.f("fk_corridor_speed_site_id_site")
        ),
        sa.ForeignKeyConstraint(
            ["adopted_by_id"],
            ["account.id"],
            name=op.f("fk_corridor_speed_adopted_by_id_account"),
        ),
        sa.ForeignKeyConstraint(
            ["ended_by_id"],
            ["account.id"],
            name=op.f("fk_corridor_speed_ended_by_id_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corridor_speed")),
    )
    with op.batch_alter_table("corridor_speed", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_corridor_speed_place_code"), ["place_code"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_corridor_speed_site_id"), ["site_id"], unique=False
        )
        batch_op.create_index(
            "uq_corridor_speed_holding",
            ["office_id", "place_code", "site_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )


def downgrade() -> None:
    op.drop_table("corridor_speed")
