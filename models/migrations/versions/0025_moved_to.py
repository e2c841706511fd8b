"""moved to: by which party of another campaign people ride instead.

Revision ID: 0025
Revises: 0024
Create Date: 2026-11-27 16:15:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("party", schema=None) as batch_op:
        batch_op.add_column(sa.Column("moved_to_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_party_moved_to_id_party"), "party", ["moved_to_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("party", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_party_moved_to_id_party"), type_="foreignkey"
        )
        batch_op.drop_column("moved_to_id")
