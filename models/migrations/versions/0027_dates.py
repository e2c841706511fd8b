"""dates: a campaign has several, and a party a window of them.

Revision ID: 0027
Revises: 0026
Create Date: 2026-11-27 19:10:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.alter_column("service_date", new_column_name="first_date")
        batch_op.add_column(sa.Column("last_date", sa.Date(), nullable=True))
    op.execute("UPDATE campaign SET last_date = first_date")
    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.alter_column("last_date", existing_type=sa.Date(), nullable=False)
        batch_op.create_check_constraint(
            batch_op.f("ck_campaign_dates_in_order"), "first_date <= last_date"
        )
    with op.batch_alter_table("party", schema=None) as batch_op:
        for name in ("first_date", "last_date", "wanted_date"):
            batch_op.add_column(sa.Column(name, sa.Date(), nullable=True))
        batch_op.create_check_constraint(
            batch_op.f("ck_party_dates_in_order"), "first_date <= last_date"
        )
    # Who asked for other days than that of the campaign rides on it all the same, so
    # only the day is taken over: the windows of wishes count from now on.


def downgrade() -> None:
    with op.batch_alter_table("party", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("ck_party_dates_in_order"), type_="check"
        )
        for name in ("first_date", "last_date", "wanted_date"):
            batch_op.drop_column(name)
    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("ck_campaign_dates_in_order"), type_="check"
        )
        batch_op.drop_column("last_date")
        batch_op.alter_column("first_date", new_column_name="service_date")
