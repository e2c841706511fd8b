"""seats: every held booking has its numbers, and a code of its own on its trip.

Revision ID: 0003
Revises: 0002
Create Date: 2026-11-26 18:50:00
"""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "seat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("trip_id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_seat_number_positive")),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["booking.id"], name=op.f("fk_seat_booking_id_booking")
        ),
        sa.ForeignKeyConstraint(
            ["trip_id"], ["trip.id"], name=op.f("fk_seat_trip_id_trip")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat")),
        sa.UniqueConstraint(
            "trip_id", "number", name=op.f("uq_seat_trip_id_number")
        ),
    )
    with op.batch_alter_table("seat", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_seat_booking_id"), ["booking_id"], unique=False
        )
    _number_what_is_held()
    held = sa.text("status = 'held'")
    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.create_index(
            "uq_booking_code_held",
            ["trip_id", "code"],
            unique=True,
            sqlite_where=held,
            postgresql_where=held,
        )


def downgrade() -> None:
    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.drop_index("uq_booking_code_held")
    op.drop_table("seat")


def _number_what_is_held() -> None:
    """Number the seats of each trip in the order of its bookings."""
    booking = sa.table(
        "booking",
        *map(sa.column, ("id", "trip_id", "seats", "status", "code")),
    )
    seat = sa.table("seat", *map(sa.column, ("trip_id", "booking_id", "number")))
    connection = op.get_bind()
    held = connection.execute(
        sa.select(booking.c.id, booking.c.trip_id, booking.c.seats, booking.c.code)
        .where(booking.c.status == "held")
        .order_by(booking.c.trip_id, booking.c.id)
    ).all()
    numbered: dict[int, int] = {}
    codes: dict[int, set[str]] = {}
    for booking_id, trip_id, seats, code in held:
        first = numbered.get(trip_id, 0) + 1
        numbered[trip_id] = first + seats - 1
        connection.execute(
            seat.insert(),
            [
                {"trip_id": trip_id, "booking_id": booking_id, "number": number}
                for number in range(first, first + seats)
            ],
        )
        known = codes.setdefault(trip_id, set())
        new = code
        while new in known:
            new = f"{secrets.randbelow(10**6):06d}"
        known.add(new)
        if new != code:
            connection.execute(
                booking.update().where(booking.c.id == booking_id).values(code=new)
            )
