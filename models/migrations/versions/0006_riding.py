"""riding: wishes for seats on the coach home to work; who has arrived.

Revision ID: 0006
Revises: 0005
Create Date: 2026-11-26 19:00:00
"""

import sqlalchemy as sa
from alembic import op

import models.types

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ride_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seeker_id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("luggage", sa.Integer(), nullable=False),
        sa.Column("wheelchairs", sa.Integer(), nullable=False),
        sa.Column("pickup_place_code", sa.String(length=12), nullable=False),
        sa.Column("alternatives", sa.JSON(), nullable=False),
        sa.Column("first_date", sa.Date(), nullable=False),
        sa.Column("last_date", sa.Date(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=True),
        sa.Column(
            "waits_since", models.types.UtcDateTime(timezone=True), nullable=False
        ),
        sa.Column(
            "cancelled_at", models.types.UtcDateTime(timezone=True), nullable=True
        ),
        sa.Column("consent_version", sa.String(length=20), nullable=True),
        sa.Column(
            "consented_at", models.types.UtcDateTime(timezone=True), nullable=True
        ),
        sa.Column(
            "consent_withdrawn_at",
            models.types.UtcDateTime(timezone=True),
            nullable=True,
        ),
        sa.Column(
            "created_at", models.types.UtcDateTime(timezone=True), nullable=False
        ),
        sa.Column(
            "updated_at", models.types.UtcDateTime(timezone=True), nullable=False
        ),
        sa.CheckConstraint(
            "first_date <= last_date", name=op.f("ck_ride_request_dates_in_order")
        ),
        sa.CheckConstraint(
            "luggage >= 0", name=op.f("ck_ride_request_luggage_not_negative")
        ),
        sa.CheckConstraint("size > 0", name=op.f("ck_ride_request_size_positive")),
        sa.CheckConstraint(
            "wheelchairs >= 0 AND wheelchairs <= size",
            name=op.f("ck_ride_request_wheelchairs_in_party"),
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaign.id"],
            name=op.f("fk_ride_request_campaign_id_campaign"),
        ),
        sa.ForeignKeyConstraint(
            ["party_id"], ["party.id"], name=op.f("fk_ride_request_party_id_party")
        ),
        sa.ForeignKeyConstraint(
            ["pickup_place_code"],
            ["place.code"],
            name=op.f("fk_ride_request_pickup_place_code_place"),
        ),
        sa.ForeignKeyConstraint(
            ["seeker_id"], ["seeker.id"], name=op.f("fk_ride_request_seeker_id_seeker")
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["site.id"], name=op.f("fk_ride_request_site_id_site")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ride_request")),
        sa.UniqueConstraint("party_id", name=op.f("uq_ride_request_party_id")),
    )
    with op.batch_alter_table("ride_request", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_ride_request_campaign_id"), ["campaign_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_ride_request_seeker_id"), ["seeker_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_ride_request_updated_at"), ["updated_at"], unique=False
        )
        batch_op.create_index(
            "uq_ride_request_open",
            ["seeker_id", "campaign_id"],
            unique=True,
            sqlite_where=sa.text("cancelled_at IS NULL"),
            postgresql_where=sa.text("cancelled_at IS NULL"),
        )

    op.create_table(
        "arrival",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("trip_id", sa.Integer(), nullable=False),
        sa.Column("rider_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "arrived", "missing", name="arrivalstatus", native_enum=False, length=24
            ),
            nullable=False,
        ),
        sa.Column("noted_at", models.types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_arrival_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["rider_id"], ["rider.id"], name=op.f("fk_arrival_rider_id_rider")
        ),
        sa.ForeignKeyConstraint(
            ["trip_id"], ["trip.id"], name=op.f("fk_arrival_trip_id_trip")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrival")),
        sa.UniqueConstraint(
            "trip_id", "rider_id", name=op.f("uq_arrival_trip_id_rider_id")
        ),
    )
    with op.batch_alter_table("arrival", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_arrival_rider_id"), ["rider_id"], unique=False
        )


def downgrade() -> None:
    op.drop_table("arrival")
    op.drop_table("ride_request")
