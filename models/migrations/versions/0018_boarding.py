"""boarding: passes, scans, walk-ons, what coaches do; arrivals of unnamed people too.

Revision ID: 0018
Revises: 0017
Create Date: 2026-11-26 22:20:00
"""

import sqlalchemy as sa
from alembic import op

import models.types

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

MOMENT = models.types.UtcDateTime(timezone=True)


def upgrade() -> None:
    _make_passes()
    _make_boarding()
    _make_trip_events()
    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "health_check",
                _one_of("healthcheck", "none", "question", "temperature"),
                nullable=False,
                server_default="none",
            )
        )
    _name_arrivals_by_place()


def downgrade() -> None:
    op.execute(
        sa.text(
            "DELETE FROM arrival WHERE place >"
            " (SELECT COUNT(*) FROM rider WHERE rider.party_id = arrival.party_id)"
        )
    )
    with op.batch_alter_table("arrival", schema=None) as batch_op:
        batch_op.add_column(sa.Column("rider_id", sa.Integer(), nullable=True))
    op.execute(
        sa.text(
            "UPDATE arrival SET rider_id = (SELECT rider.id FROM rider"
            " WHERE rider.party_id = arrival.party_id AND arrival.place ="
            " (SELECT COUNT(*) FROM rider AS earlier"
            " WHERE earlier.party_id = rider.party_id AND earlier.id <= rider.id))"
        )
    )
    with op.batch_alter_table("arrival", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("uq_arrival_trip_id_party_id_place"))
        batch_op.drop_constraint(op.f("ck_arrival_place_positive"))
        batch_op.drop_constraint(op.f("fk_arrival_party_id_party"))
        batch_op.drop_index(op.f("ix_arrival_party_id"))
        batch_op.drop_column("party_id")
        batch_op.drop_column("place")
        batch_op.alter_column("rider_id", existing_type=sa.Integer(), nullable=False)
        batch_op.create_foreign_key(
            op.f("fk_arrival_rider_id_rider"), "rider", ["rider_id"], ["id"]
        )
        batch_op.create_unique_constraint(
            op.f("uq_arrival_trip_id_rider_id"), ["trip_id", "rider_id"]
        )
        batch_op.create_index(op.f("ix_arrival_rider_id"), ["rider_id"])
    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.drop_column("health_check")
    for table in (
        "trip_event",
        "walk_on",
        "boarding_event",
        "operator_pass",
        "escort_pass",
    ):
        op.drop_table(table)


def _make_passes() -> None:
    op.create_table(
        "escort_pass",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("trip_id", sa.Integer(), nullable=False),
        sa.Column("holder", sa.String(length=80), nullable=False),
        *_life(),
        _refers("escort_pass", "trip_id", "trip"),
        _refers("escort_pass", "created_by_id", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escort_pass")),
    )
    op.create_index(op.f("ix_escort_pass_trip_id"), "escort_pass", ["trip_id"])
    op.create_table(
        "operator_pass",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("operator_id", sa.Integer(), nullable=False),
        *_life(),
        _refers("operator_pass", "campaign_id", "campaign"),
        _refers("operator_pass", "operator_id", "operator"),
        _refers("operator_pass", "created_by_id", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operator_pass")),
    )
    op.create_index(
        op.f("ix_operator_pass_campaign_id"), "operator_pass", ["campaign_id"]
    )


def _make_boarding() -> None:
    op.create_table(
        "boarding_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("trip_id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.String(length=40), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            _one_of("boardingkind", "aboard", "no_show", "taken_back"),
            nullable=False,
        ),
        sa.Column("means", _one_of("boardingmeans", "qr", "code", "name"), nullable=False),
        sa.Column("temperature_tenths", sa.Integer(), nullable=True),
        sa.Column("is_well", sa.Boolean(), nullable=True),
        *_noted(),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("place > 0", name=op.f("ck_boarding_event_place_positive")),
        _refers("boarding_event", "trip_id", "trip"),
        _refers("boarding_event", "party_id", "party"),
        _refers("boarding_event", "pass_id", "escort_pass"),
        _refers("boarding_event", "account_id", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_boarding_event")),
        _once("boarding_event"),
    )
    op.create_index(
        "ix_boarding_event_person", "boarding_event", ["trip_id", "party_id", "place"]
    )
    op.create_index(op.f("ix_boarding_event_party_id"), "boarding_event", ["party_id"])
    op.create_table(
        "walk_on",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("trip_id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.String(length=40), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("stop_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        *_noted(),
        _refers("walk_on", "trip_id", "trip"),
        _refers("walk_on", "party_id", "party"),
        _refers("walk_on", "stop_id", "stop"),
        _refers("walk_on", "site_id", "site"),
        _refers("walk_on", "pass_id", "escort_pass"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_walk_on")),
        _once("walk_on"),
    )
    op.create_index(op.f("ix_walk_on_party_id"), "walk_on", ["party_id"])


def _make_trip_events() -> None:
    op.create_table(
        "trip_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("trip_id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.String(length=40), nullable=False),
        sa.Column(
            "kind",
            _one_of(
                "tripeventkind",
                "reached",
                "departed",
                "delayed",
                "broke_down",
                "goes_on",
            ),
            nullable=False,
        ),
        sa.Column("stop_id", sa.Integer(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        *_noted(),
        sa.Column("taken_back_at", MOMENT, nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "minutes IS NULL OR minutes >= 0",
            name=op.f("ck_trip_event_minutes_not_negative"),
        ),
        sa.CheckConstraint(
            "kind NOT IN ('reached', 'departed') OR stop_id IS NOT NULL",
            name=op.f("ck_trip_event_moves_have_a_stop"),
        ),
        _refers("trip_event", "trip_id", "trip"),
        _refers("trip_event", "stop_id", "stop"),
        _refers("trip_event", "pass_id", "escort_pass"),
        _refers("trip_event", "account_id", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trip_event")),
        _once("trip_event"),
    )


def _name_arrivals_by_place() -> None:
    with op.batch_alter_table("arrival", schema=None) as batch_op:
        batch_op.add_column(sa.Column("party_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("place", sa.Integer(), nullable=True))
    op.execute(
        sa.text(
            "UPDATE arrival SET"
            " party_id = (SELECT rider.party_id FROM rider"
            " WHERE rider.id = arrival.rider_id),"
            " place = (SELECT COUNT(*) FROM rider JOIN rider AS seen"
            " ON seen.party_id = rider.party_id"
            " WHERE seen.id = arrival.rider_id AND rider.id <= seen.id)"
        )
    )
    with op.batch_alter_table("arrival", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("uq_arrival_trip_id_rider_id"))
        batch_op.drop_constraint(op.f("fk_arrival_rider_id_rider"))
        batch_op.drop_index(op.f("ix_arrival_rider_id"))
        batch_op.drop_column("rider_id")
        batch_op.alter_column("party_id", existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column("place", existing_type=sa.Integer(), nullable=False)
        batch_op.create_foreign_key(
            op.f("fk_arrival_party_id_party"), "party", ["party_id"], ["id"]
        )
        batch_op.create_unique_constraint(
            op.f("uq_arrival_trip_id_party_id_place"), ["trip_id", "party_id", "place"]
        )
        batch_op.create_check_constraint(
            op.f("ck_arrival_place_positive"), "place > 0"
        )
        batch_op.create_index(op.f("ix_arrival_party_id"), ["party_id"])


def _life() -> list[sa.Column]:
    return [
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT, nullable=True),
    ]


def _noted() -> list[sa.Column]:
    return [
        sa.Column("happened_at", MOMENT, nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("pass_id", sa.Integer(), nullable=True),
    ]


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=24)


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}")
    )


def _once(table: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(
        "trip_id", "client_id", name=op.f(f"uq_{table}_trip_id_client_id")
    )
