"""boards elsewhere: a booking's own pickup, and the rests of a trip.

Revision ID: 0023
Revises: 0022
Create Date: 2026-11-26 23:20:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("pickup_code", sa.String(length=12), nullable=True)
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_booking_pickup_code_place"),
            "place",
            ["pickup_code"],
            ["code"],
        )
    with op.batch_alter_table("trip", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("rests", sa.JSON(), nullable=False, server_default="[]")
        )


def downgrade() -> None:
    with op.batch_alter_table("trip", schema=None) as batch_op:
        batch_op.drop_column("rests")
    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_booking_pickup_code_place"), type_="foreignkey"
        )
        batch_op.drop_column("pickup_code")
