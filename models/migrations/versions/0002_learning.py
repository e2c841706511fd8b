"""learning: what was shown, rankers learnt from it; conditions of seekers.

Revision ID: 0002
Revises: 0001
Create Date: 2026-11-23 18:40:00
"""

import sqlalchemy as sa
from alembic import op

import models.types

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("seeker", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "refuses_nights",
                sa.Boolean(),
                nullable=False,
                server_default=sa.false(),
            )
        )
        batch_op.add_column(sa.Column("reach_m", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("minor_until", sa.Date(), nullable=True))
    op.create_table(
        "ranker_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "created_at", models.types.UtcDateTime(timezone=True), nullable=False
        ),
        sa.Column(
            "status",
            sa.Enum(
                "candidate",
                "live",
                "refused",
                "retired",
                name="rankerstatus",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("outcomes", sa.Integer(), nullable=False),
        sa.Column("weights", sa.JSON(), nullable=False),
        sa.Column("metrics", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ranker_version")),
    )
    with op.batch_alter_table("ranker_version", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_ranker_version_created_at"), ["created_at"], unique=False
        )
        batch_op.create_index(
            "uq_ranker_version_live",
            ["status"],
            unique=True,
            sqlite_where=sa.text("status = 'live'"),
            postgresql_where=sa.text("status = 'live'"),
        )
    op.create_table(
        "impression",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seeker_id", sa.Integer(), nullable=False),
        sa.Column("vacancy_id", sa.Integer(), nullable=False),
        sa.Column("ranker_version_id", sa.Integer(), nullable=True),
        sa.Column("shown_on", sa.Date(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("closeness", sa.Double(), nullable=False),
        sa.Column("opened", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "position > 0", name=op.f("ck_impression_position_from_one")
        ),
        sa.ForeignKeyConstraint(
            ["ranker_version_id"],
            ["ranker_version.id"],
            name=op.f("fk_impression_ranker_version_id_ranker_version"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["seeker_id"],
            ["seeker.id"],
            name=op.f("fk_impression_seeker_id_seeker"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["vacancy_id"],
            ["vacancy.id"],
            name=op.f("fk_impression_vacancy_id_vacancy"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_impression")),
        sa.UniqueConstraint(
            "seeker_id",
            "shown_on",
            "vacancy_id",
            name=op.f("uq_impression_seeker_id_shown_on_vacancy_id"),
        ),
    )
    with op.batch_alter_table("impression", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_impression_shown_on"), ["shown_on"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_impression_vacancy_id"), ["vacancy_id"], unique=False
        )


def downgrade() -> None:
    op.drop_table("impression")
    op.drop_table("ranker_version")
    with op.batch_alter_table("seeker", schema=None) as batch_op:
        batch_op.drop_column("minor_until")
        batch_op.drop_column("reach_m")
        batch_op.drop_column("refuses_nights")
