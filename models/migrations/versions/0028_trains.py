"""trains: blocks of seats, shuttles, and trips that bring people to and from them.

Revision ID: 0028
Revises: 0027
Create Date: 2026-11-27 22:40:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

HELD = sa.text("status = 'held'")


def upgrade() -> None:
    op.create_table(
        "train_block",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(20), nullable=False),
        sa.Column("hub_code", sa.String(12), nullable=False),
        sa.Column("station_code", sa.String(12), nullable=False),
        sa.Column("departs_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("arrives_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("seat_cents", sa.Integer(), nullable=False),
        sa.Column("least_riders", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "departs_at < arrives_at", name=op.f("ck_train_block_times_in_order")
        ),
        sa.CheckConstraint("seats > 0", name=op.f("ck_train_block_seats_positive")),
        sa.CheckConstraint(
            "seat_cents >= 0", name=op.f("ck_train_block_price_not_negative")
        ),
        sa.CheckConstraint(
            "least_riders BETWEEN 0 AND seats",
            name=op.f("ck_train_block_take_up_in_range"),
        ),
        sa.CheckConstraint(
            "hub_code <> station_code", name=op.f("ck_train_block_hub_is_not_station")
        ),
        *_to("train_block", campaign_id="campaign.id"),
        *_to("train_block", hub_code="place.code", station_code="place.code"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_train_block")),
    )
    op.create_table(
        "shuttle_offer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("station_code", sa.String(12), nullable=False),
        sa.Column("coach_type_id", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("count > 0", name=op.f("ck_shuttle_offer_count_positive")),
        *_to("shuttle_offer", campaign_id="campaign.id", station_code="place.code"),
        *_to("shuttle_offer", coach_type_id="coach_type.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shuttle_offer")),
        sa.UniqueConstraint(
            "campaign_id",
            "station_code",
            "coach_type_id",
            name=op.f("uq_shuttle_offer_campaign_id_station_code_coach_type_id"),
        ),
    )
    for table in ("train_block", "shuttle_offer"):
        for column in ("campaign_id", "updated_at"):
            op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    with op.batch_alter_table("trip", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("role", sa.String(24), nullable=False, server_default="direct")
        )
        batch_op.add_column(sa.Column("block_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("vehicle", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_trip_block_id"), ["block_id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_trip_block_id_train_block"),
            "train_block",
            ["block_id"],
            ["id"],
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_trip_train_or_direct"),
            "(role = 'direct') = (block_id IS NULL)",
        )
    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("leg", sa.Integer(), nullable=False, server_default="1")
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_booking_leg_in_range"), "leg IN (1, 2)"
        )
        batch_op.drop_index("uq_booking_party_held")
        _index(batch_op, ["plan_id", "party_id", "leg"])


def downgrade() -> None:
    # Nobody is left at a station: a plan with trains is no plan without them.
    op.execute("UPDATE booking SET status = 'cancelled' WHERE leg = 2")
    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.drop_index("uq_booking_party_held")
        _index(batch_op, ["plan_id", "party_id"])
        batch_op.drop_constraint(batch_op.f("ck_booking_leg_in_range"), type_="check")
        batch_op.drop_column("leg")
    with op.batch_alter_table("trip", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_trip_train_or_direct"), type_="check")
        batch_op.drop_constraint(
            batch_op.f("fk_trip_block_id_train_block"), type_="foreignkey"
        )
        batch_op.drop_index(batch_op.f("ix_trip_block_id"))
        for name in ("vehicle", "block_id", "role"):
            batch_op.drop_column(name)
    op.drop_table("shuttle_offer")
    op.drop_table("train_block")


def _to(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint(
            [column],
            [there],
            name=op.f(f"fk_{table}_{column}_{there.split('.')[0]}"),
        )
        for column, there in columns.items()
    ]


def _index(batch_op: object, columns: list[str]) -> None:
    batch_op.create_index(
        "uq_booking_party_held",
        columns,
        unique=True,
        sqlite_where=HELD,
        postgresql_where=HELD,
    )
