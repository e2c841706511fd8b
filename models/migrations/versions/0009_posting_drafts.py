"""posting drafts: what is typed is kept, and templates to begin from.

Revision ID: 0009
Revises: 0008
Create Date: 2026-11-26 19:10:00
"""

import sqlalchemy as sa
from alembic import op

import models.types

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "posting_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("vacancy_id", sa.Integer(), nullable=True),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("sent_at", models.types.UtcDateTime(timezone=True), nullable=True),
        sa.Column(
            "created_at", models.types.UtcDateTime(timezone=True), nullable=False
        ),
        sa.Column(
            "updated_at", models.types.UtcDateTime(timezone=True), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_posting_draft_account_id_account"),
        ),
        sa.ForeignKeyConstraint(
            ["employer_id"],
            ["employer.id"],
            name=op.f("fk_posting_draft_employer_id_employer"),
        ),
        sa.ForeignKeyConstraint(
            ["vacancy_id"],
            ["vacancy.id"],
            name=op.f("fk_posting_draft_vacancy_id_vacancy"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posting_draft")),
        sa.UniqueConstraint("key", name=op.f("uq_posting_draft_key")),
    )
    with op.batch_alter_table("posting_draft", schema=None) as batch_op:
        batch_op.create_index(
            "ix_posting_draft_account_id_sent_at",
            ["account_id", "sent_at"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_posting_draft_updated_at"), ["updated_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_posting_draft_vacancy_id"), ["vacancy_id"], unique=False
        )
    op.create_table(
        "posting_template",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column(
            "created_at", models.types.UtcDateTime(timezone=True), nullable=False
        ),
        sa.Column(
            "updated_at", models.types.UtcDateTime(timezone=True), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["employer_id"],
            ["employer.id"],
            name=op.f("fk_posting_template_employer_id_employer"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posting_template")),
        sa.UniqueConstraint(
            "employer_id", "name", name=op.f("uq_posting_template_employer_id_name")
        ),
    )
    with op.batch_alter_table("posting_template", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_posting_template_updated_at"), ["updated_at"], unique=False
        )


def downgrade() -> None:
    op.drop_table("posting_template")
    op.drop_table("posting_draft")
