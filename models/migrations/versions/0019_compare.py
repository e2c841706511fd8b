"""compare: a plan keeps its rules, its what-if, its notes, and what it replaced.

Revision ID: 0019
Revises: 0018
Create Date: 2026-11-26 22:30:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("charter_plan", schema=None) as batch_op:
        for name in ("rules", "change"):
            batch_op.add_column(
                sa.Column(name, sa.JSON(), nullable=False, server_default="{}")
            )
        batch_op.add_column(
            sa.Column("notes", sa.String(), nullable=False, server_default="")
        )
        for name in ("compared_id", "replaced_id"):
            batch_op.add_column(sa.Column(name, sa.Integer(), nullable=True))
            batch_op.create_foreign_key(
                batch_op.f(f"fk_charter_plan_{name}_charter_plan"),
                "charter_plan",
                [name],
                ["id"],
            )
    # As far as anybody knows, earlier plans were made by the rules of today.
    op.execute(
        "UPDATE charter_plan SET rules = "
        "(SELECT rules FROM campaign WHERE campaign.id = charter_plan.campaign_id)"
    )


def downgrade() -> None:
    with op.batch_alter_table("charter_plan", schema=None) as batch_op:
        for name in ("compared_id", "replaced_id"):
            batch_op.drop_constraint(
                batch_op.f(f"fk_charter_plan_{name}_charter_plan"), type_="foreignkey"
            )
            batch_op.drop_column(name)
        for name in ("notes", "change", "rules"):
            batch_op.drop_column(name)
