"""hiring: invitations, interviews, messages, notes, templates.

Revision ID: 0008
Revises: 0007
Create Date: 2026-11-26 18:55:00
"""

import sqlalchemy as sa
from alembic import op

import models.types

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "message_template",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column(
            "created_at", models.types.UtcDateTime(timezone=True), nullable=False
        ),
        sa.Column(
            "updated_at", models.types.UtcDateTime(timezone=True), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["employer_id"],
            ["employer.id"],
            name=op.f("fk_message_template_employer_id_employer"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_template")),
        sa.UniqueConstraint(
            "employer_id", "name", name=op.f("uq_message_template_employer_id_name")
        ),
    )
    with op.batch_alter_table("message_template", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_message_template_updated_at"), ["updated_at"], unique=False
        )

    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vacancy_id", sa.Integer(), nullable=False),
        sa.Column("seeker_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "sent",
                "accepted",
                "declined",
                name="invitationstatus",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "answered_at", models.types.UtcDateTime(timezone=True), nullable=True
        ),
        sa.Column(
            "created_at", models.types.UtcDateTime(timezone=True), nullable=False
        ),
        sa.Column(
            "updated_at", models.types.UtcDateTime(timezone=True), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_invitation_account_id_account"),
        ),
        sa.ForeignKeyConstraint(
            ["seeker_id"],
            ["seeker.id"],
            name=op.f("fk_invitation_seeker_id_seeker"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["vacancy_id"],
            ["vacancy.id"],
            name=op.f("fk_invitation_vacancy_id_vacancy"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint(
            "vacancy_id", "seeker_id", name=op.f("uq_invitation_vacancy_id_seeker_id")
        ),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_invitation_seeker_id"), ["seeker_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_invitation_updated_at"), ["updated_at"], unique=False
        )

    op.create_table(
        "application_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column(
            "written_at", models.types.UtcDateTime(timezone=True), nullable=False
        ),
        sa.Column("body", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_application_note_account_id_account"),
        ),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name=op.f("fk_application_note_application_id_application"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_note")),
    )
    with op.batch_alter_table("application_note", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_application_note_application_id"),
            ["application_id"],
            unique=False,
        )

    op.create_table(
        "interview",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", models.types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("remark", sa.String(length=300), nullable=False),
        sa.Column(
            "reply",
            sa.Enum(
                "coming",
                "not_coming",
                name="interviewreply",
                native_enum=False,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column(
            "created_at", models.types.UtcDateTime(timezone=True), nullable=False
        ),
        sa.Column(
            "updated_at", models.types.UtcDateTime(timezone=True), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name=op.f("fk_interview_application_id_application"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interview")),
        sa.UniqueConstraint("application_id", name=op.f("uq_interview_application_id")),
    )
    with op.batch_alter_table("interview", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_interview_starts_at"), ["starts_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_interview_updated_at"), ["updated_at"], unique=False
        )

    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("sent_at", models.types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_message_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name=op.f("fk_message_application_id_application"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
    )
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_message_application_id"), ["application_id"], unique=False
        )


def downgrade() -> None:
    op.drop_table("message")
    op.drop_table("interview")
    op.drop_table("application_note")
    op.drop_table("invitation")
    op.drop_table("message_template")
