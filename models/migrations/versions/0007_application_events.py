"""applications: their steps with times.

Revision ID: 0007
Revises: 0006
Create Date: 2026-11-26 19:45:00
"""

import sqlalchemy as sa
from alembic import op

import models.types

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "application_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("at", models.types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name=op.f("fk_application_event_application_id_application"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_application_event_account_id_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_event")),
    )
    with op.batch_alter_table("application_event", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_application_event_application_id"), ["application_id"]
        )
    # Of what was sent before, two times are known: when, and when it last moved.
    op.execute(
        "INSERT INTO application_event (application_id, status, at)"
        " SELECT id, 'sent', created_at FROM application"
    )
    op.execute(
        "INSERT INTO application_event (application_id, status, at)"
        " SELECT id, status, updated_at FROM application WHERE status <> 'sent'"
    )


def downgrade() -> None:
    op.drop_table("application_event")
