"""companies: owners and members, invitations, papers, reminders.

Revision ID: 0014
Revises: 0013
Create Date: 2026-11-26 20:05:00
"""

import sqlalchemy as sa
from alembic import op

import models.types

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    role = sa.Enum(
        "owner", "member", name="employerrole", native_enum=False, length=24
    )
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.add_column(sa.Column("employer_role", role, nullable=True))
    # Whoever an administrator made an account for so far manages the company.
    op.execute("UPDATE account SET employer_role = 'owner' WHERE role = 'employer'")
    op.create_table(
        "team_invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("role", role, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column(
            "created_at", models.types.UtcDateTime(timezone=True), nullable=False
        ),
        sa.Column(
            "expires_at", models.types.UtcDateTime(timezone=True), nullable=False
        ),
        sa.Column("ended_at", models.types.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["employer_id"],
            ["employer.id"],
            name=op.f("fk_team_invitation_employer_id_employer"),
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"],
            ["account.id"],
            name=op.f("fk_team_invitation_made_by_id_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_team_invitation_token_hash")),
    )
    with op.batch_alter_table("team_invitation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_team_invitation_employer_id"), ["employer_id"], unique=False
        )
    op.create_table(
        "employer_paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "licence",
                "authority",
                "permit",
                "other",
                name="paperkind",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("filename", sa.String(length=255), nullable=False),
        sa.Column("content_type", sa.String(length=40), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("sent_at", models.types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("sent_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["employer_id"],
            ["employer.id"],
            name=op.f("fk_employer_paper_employer_id_employer"),
        ),
        sa.ForeignKeyConstraint(
            ["sent_by_id"],
            ["account.id"],
            name=op.f("fk_employer_paper_sent_by_id_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employer_paper")),
        sa.UniqueConstraint("token", name=op.f("uq_employer_paper_token")),
    )
    with op.batch_alter_table("employer_paper", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_employer_paper_employer_id"), ["employer_id"], unique=False
        )
    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "papers", "posting", name="reminderkind", native_enum=False, length=24
            ),
            nullable=False,
        ),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("days_before", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint(
            "kind",
            "subject_id",
            "last_day",
            "days_before",
            name=op.f("uq_reminder_kind_subject_id_last_day_days_before"),
        ),
    )


def downgrade() -> None:
    op.drop_table("reminder")
    op.drop_table("employer_paper")
    op.drop_table("team_invitation")
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_column("employer_role")
