"""seekers: a telephone number that signs in, large type, ranking off; answers.

Revision ID: 0005
Revises: 0004
Create Date: 2026-11-26 18:50:00
"""

import sqlalchemy as sa
from alembic import op

import models.types

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.add_column(sa.Column("phone_index", sa.String(length=64)))
        batch_op.add_column(
            sa.Column(
                "has_large_type",
                sa.Boolean(),
                nullable=False,
                server_default=sa.false(),
            )
        )
        batch_op.add_column(
            sa.Column(
                "is_ranked_for", sa.Boolean(), nullable=False, server_default=sa.true()
            )
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_account_phone_index"), ["phone_index"]
        )
    with op.batch_alter_table("seeker", schema=None) as batch_op:
        batch_op.add_column(sa.Column("companions", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("answered", sa.JSON(), nullable=False, server_default="[]")
        )
        batch_op.add_column(
            sa.Column(
                "erased_at", models.types.UtcDateTime(timezone=True), nullable=True
            )
        )


def downgrade() -> None:
    with op.batch_alter_table("seeker", schema=None) as batch_op:
        batch_op.drop_column("erased_at")
        batch_op.drop_column("answered")
        batch_op.drop_column("companions")
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("uq_account_phone_index"), type_="unique"
        )
        batch_op.drop_column("is_ranked_for")
        batch_op.drop_column("has_large_type")
        batch_op.drop_column("phone_index")
