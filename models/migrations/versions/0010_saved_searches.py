"""saved searches, and which vacancies were told of them.

Revision ID: 0010
Revises: 0009
Create Date: 2026-11-26 19:55:00
"""

import sqlalchemy as sa
from alembic import op

import models.types

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def _time(name: str) -> sa.Column:
    return sa.Column(name, models.types.UtcDateTime(timezone=True), nullable=False)


def upgrade() -> None:
    op.create_table(
        "saved_search",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("address", sa.String(length=600), nullable=False),
        sa.Column("frequency", sa.String(length=24), nullable=False),
        _time("looked_at"),
        _time("created_at"),
        _time("updated_at"),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_saved_search_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_search")),
        sa.UniqueConstraint(
            "account_id", "address", name=op.f("uq_saved_search_account_id_address")
        ),
    )
    with op.batch_alter_table("saved_search", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_saved_search_frequency"), ["frequency"])
        batch_op.create_index(batch_op.f("ix_saved_search_updated_at"), ["updated_at"])
    op.create_table(
        "alerted_vacancy",
        sa.Column("saved_search_id", sa.Integer(), nullable=False),
        sa.Column("vacancy_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["saved_search_id"],
            ["saved_search.id"],
            name=op.f("fk_alerted_vacancy_saved_search_id_saved_search"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["vacancy_id"],
            ["vacancy.id"],
            name=op.f("fk_alerted_vacancy_vacancy_id_vacancy"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "saved_search_id", "vacancy_id", name=op.f("pk_alerted_vacancy")
        ),
    )
    with op.batch_alter_table("alerted_vacancy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_alerted_vacancy_vacancy_id"), ["vacancy_id"])


def downgrade() -> None:
    op.drop_table("alerted_vacancy")
    op.drop_table("saved_search")
