"""offices: a campaign belongs to one, and is seen by its people only.

Revision ID: 0012
Revises: 0011
Create Date: 2026-11-26 19:30:00
"""

import datetime as dt

import sqlalchemy as sa
from alembic import op

import models.types

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

FIRST = "就业服务中心"


def upgrade() -> None:
    op.create_table(
        "office",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=True),
        sa.Column(
            "created_at", models.types.UtcDateTime(timezone=True), nullable=False
        ),
        sa.Column(
            "updated_at", models.types.UtcDateTime(timezone=True), nullable=False
        ),
        sa.CheckConstraint(
            "(kind = 'enterprise') = (employer_id IS NOT NULL)",
            name=op.f("ck_office_enterprises_have_an_employer"),
        ),
        sa.ForeignKeyConstraint(
            ["employer_id"],
            ["employer.id"],
            name=op.f("fk_office_employer_id_employer"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office")),
        sa.UniqueConstraint("name", name=op.f("uq_office_name")),
    )
    with op.batch_alter_table("office", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_office_employer_id"), ["employer_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_office_updated_at"), ["updated_at"], unique=False
        )
    for table in ("account", "campaign"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("office_id", sa.Integer(), nullable=True))
            batch_op.create_index(
                batch_op.f(f"ix_{table}_office_id"), ["office_id"], unique=False
            )
            batch_op.create_foreign_key(
                batch_op.f(f"fk_{table}_office_id_office"),
                "office",
                ["office_id"],
                ["id"],
            )
    _give_all_to_one()
    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.alter_column(
            "office_id", existing_type=sa.Integer(), nullable=False
        )


def downgrade() -> None:
    for table in ("campaign", "account"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_constraint(
                batch_op.f(f"fk_{table}_office_id_office"), type_="foreignkey"
            )
            batch_op.drop_index(batch_op.f(f"ix_{table}_office_id"))
            batch_op.drop_column("office_id")
    op.drop_table("office")


def _give_all_to_one() -> None:
    """Give what an instance has to a first office, so that nobody loses sight of it."""
    connection = op.get_bind()
    account = sa.table("account", *map(sa.column, ("id", "role", "office_id")))
    campaign = sa.table("campaign", *map(sa.column, ("id", "office_id")))
    staff = account.c.role.in_(["dispatcher", "clerk"])
    if not connection.scalar(
        sa.select(sa.func.count()).select_from(campaign)
    ) and not connection.scalar(
        sa.select(sa.func.count()).select_from(account).where(staff)
    ):
        return
    office = sa.table(
        "office",
        sa.column("id"),
        sa.column("name"),
        sa.column("kind"),
        sa.column("created_at", models.types.UtcDateTime()),
        sa.column("updated_at", models.types.UtcDateTime()),
    )
    now = dt.datetime.now(dt.UTC)
    connection.execute(
        office.insert().values(
            name=FIRST, kind="bureau", created_at=now, updated_at=now
        )
    )
    first = sa.select(office.c.id).where(office.c.name == FIRST).scalar_subquery()
    connection.execute(campaign.update().values(office_id=first))
    connection.execute(account.update().where(staff).values(office_id=first))
