"""first tables.

Revision ID: 0001
Revises:
Create Date: 2026-11-23 14:32:08.931452
"""

import sqlalchemy as sa
from alembic import op

import models.types
from models.audit import create_triggers

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "campaign",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("service_date", sa.Date(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "gathering",
                "planned",
                "published",
                "closed",
                name="campaignstatus",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "created_at", models.types.UtcDateTime(timezone=True), nullable=False
        ),
        sa.Column(
            "updated_at", models.types.UtcDateTime(timezone=True), nullable=False
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
        sa.UniqueConstraint("name", name=op.f("uq_campaign_name")),
    )
    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_campaign_updated_at"), ["updated_at"], unique=False
        )

    op.create_table(
        "embedding",
        sa.Column("encoder", sa.String(length=80), nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("encoder", "text_hash", name=op.f("pk_embedding")),
    )
    op.create_table(
        "operator",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("contact_name", sa.String(length=80), nullable=False),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column(
            "created_at", models.types.UtcDateTime(timezone=True), nullable=False
        ),
        sa.Column(
            "updated_at", models.types.UtcDateTime(timezone=True), nullable=False
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operator")),
        sa.UniqueConstraint("name", name=op.f("uq_operator_name")),
        sa.UniqueConstraint("ref", name=op.f("uq_operator_ref")),
    )
    with op.batch_alter_table("operator", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_operator_updated_at"), ["updated_at"], unique=False
        )

    op.create_table(
        "place",
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("full_name", sa.String(length=200), nullable=False),
        sa.Column("short_name", sa.String(length=60), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "province",
                "prefecture",
                "county",
                "township",
                name="placelevel",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("parent_code", sa.String(length=12), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(
            ["parent_code"], ["place.code"], name=op.f("fk_place_parent_code_place")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_place")),
    )
    with op.batch_alter_table("place", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_place_parent_code"), ["parent_code"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_place_short_name"), ["short_name"], unique=False
        )

    op.create_table(
        "coach_type",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("operator_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("hire_cents", sa.Integer(), nullable=False),
        sa.Column("cents_per_km", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "cents_per_km >= 0", name=op.f("ck_coach_type_per_km_not_negative")
        ),
        sa.CheckConstraint(
            "count IS NULL OR count >= 0", name=op.f("ck_coach_type_count_not_negative")
        ),
        sa.CheckConstraint(
            "hire_cents >= 0", name=op.f("ck_coach_type_hire_not_negative")
        ),
        sa.CheckConstraint("seats > 0", name=op.f("ck_coach_type_seats_positive")),
        sa.ForeignKeyConstraint(
            ["operator_id"],
            ["operator.id"],
            name=op.f("fk_coach_type_operator_id_operator"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coach_type")),
        sa.UniqueConstraint(
            "operator_id", "name", name=op.f("uq_coach_type_operator_id_name")
        ),
    )
    op.create_table(
        "employer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("credit_code", sa.String(length=18), nullable=True),
        sa.Column("industry", sa.String(length=60), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("place_code", sa.String(length=12), nullable=True),
        sa.Column("contact_name", sa.String(length=80), nullable=False),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("phone_index", sa.String(length=64), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "pending",
                "verified",
                "refused",
                name="employerstatus",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("verified_until", sa.Date(), nullable=True),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column(
            "created_at", models.types.UtcDateTime(timezone=True), nullable=False
        ),
        sa.Column(
            "updated_at", models.types.UtcDateTime(timezone=True), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["place_code"], ["place.code"], name=op.f("fk_employer_place_code_place")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employer")),
        sa.UniqueConstraint("credit_code", name=op.f("uq_employer_credit_code")),
        sa.UniqueConstraint("name", name=op.f("uq_employer_name")),
        sa.UniqueConstraint("ref", name=op.f("uq_employer_ref")),
    )
    with op.batch_alter_table("employer", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_employer_phone_index"), ["phone_index"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_employer_place_code"), ["place_code"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_employer_updated_at"), ["updated_at"], unique=False
        )

    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("login", sa.String(length=80), nullable=False),
        sa.Column("display_name", sa.String(length=80), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "seeker",
                "employer",
                "dispatcher",
                "clerk",
                "admin",
                "auditor",
                name="role",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("employer_id", sa.Integer(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=True),
        sa.Column(
            "created_at", models.types.UtcDateTime(timezone=True), nullable=False
        ),
        sa.Column(
            "updated_at", models.types.UtcDateTime(timezone=True), nullable=False
        ),
        sa.CheckConstraint(
            "(role = 'employer') = (employer_id IS NOT NULL)",
            name=op.f("ck_account_employer_people_have_an_employer"),
        ),
        sa.ForeignKeyConstraint(
            ["employer_id"],
            ["employer.id"],
            name=op.f("fk_account_employer_id_employer"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("login", name=op.f("uq_account_login")),
    )
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_account_employer_id"), ["employer_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_account_updated_at"), ["updated_at"], unique=False
        )

    op.create_table(
        "site",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("place_code", sa.String(length=12), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.CheckConstraint("lat BETWEEN -90 AND 90", name=op.f("ck_site_lat_in_range")),
        sa.CheckConstraint(
            "lon BETWEEN -180 AND 180", name=op.f("ck_site_lon_in_range")
        ),
        sa.ForeignKeyConstraint(
            ["employer_id"], ["employer.id"], name=op.f("fk_site_employer_id_employer")
        ),
        sa.ForeignKeyConstraint(
            ["place_code"], ["place.code"], name=op.f("fk_site_place_code_place")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site")),
    )
    with op.batch_alter_table("site", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_site_employer_id"), ["employer_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_site_place_code"), ["place_code"], unique=False
        )

    op.create_table(
        "audit_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", models.types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("subject_type", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.String(length=40), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_audit_event_account_id_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
    )
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_audit_event_account_id"), ["account_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_audit_event_action"), ["action"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_audit_event_at"), ["at"], unique=False)

    op.create_table(
        "charter_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("workflow_id", sa.String(length=80), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "queued",
                "running",
                "done",
                "failed",
                "stopped",
                name="planstatus",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("time_limit_s", sa.Double(), nullable=False),
        sa.Column("gap_wanted", sa.Double(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("is_chosen", sa.Boolean(), nullable=False),
        sa.Column("is_optimal", sa.Boolean(), nullable=False),
        sa.Column("cost_cents", sa.BigInteger(), nullable=True),
        sa.Column("lower_bound_cents", sa.BigInteger(), nullable=True),
        sa.Column("gap", sa.Double(), nullable=True),
        sa.Column("runtime_s", sa.Double(), nullable=True),
        sa.Column("travel_engine", sa.String(length=60), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("requested_by_id", sa.Integer(), nullable=True),
        sa.Column(
            "finished_at", models.types.UtcDateTime(timezone=True), nullable=True
        ),
        sa.Column(
            "created_at", models.types.UtcDateTime(timezone=True), nullable=False
        ),
        sa.Column(
            "updated_at", models.types.UtcDateTime(timezone=True), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaign.id"],
            name=op.f("fk_charter_plan_campaign_id_campaign"),
        ),
        sa.ForeignKeyConstraint(
            ["requested_by_id"],
            ["account.id"],
            name=op.f("fk_charter_plan_requested_by_id_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charter_plan")),
        sa.UniqueConstraint("workflow_id", name=op.f("uq_charter_plan_workflow_id")),
    )
    with op.batch_alter_table("charter_plan", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_charter_plan_campaign_id"), ["campaign_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_charter_plan_updated_at"), ["updated_at"], unique=False
        )
        batch_op.create_index(
            "uq_charter_plan_chosen",
            ["campaign_id"],
            unique=True,
            sqlite_where=sa.text("is_chosen"),
            postgresql_where=sa.text("is_chosen"),
        )

    op.create_table(
        "import_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "vacancies",
                "seekers",
                "riders",
                name="importkind",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("filename", sa.String(length=255), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column(
            "imported_at", models.types.UtcDateTime(timezone=True), nullable=False
        ),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("campaign_id", sa.Integer(), nullable=True),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_import_batch_account_id_account"),
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaign.id"],
            name=op.f("fk_import_batch_campaign_id_campaign"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batch")),
    )
    with op.batch_alter_table("import_batch", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_import_batch_sha256"), ["sha256"], unique=False
        )

    op.create_table(
        "login_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column(
            "created_at", models.types.UtcDateTime(timezone=True), nullable=False
        ),
        sa.Column(
            "expires_at", models.types.UtcDateTime(timezone=True), nullable=False
        ),
        sa.Column("ended_at", models.types.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_login_session_account_id_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_login_session_token_hash")),
    )
    with op.batch_alter_table("login_session", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_login_session_account_id"), ["account_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_login_session_expires_at"), ["expires_at"], unique=False
        )

    op.create_table(
        "party",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("pickup_place_code", sa.String(length=12), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "new",
                "confirmed",
                "other_date",
                "gave_up",
                "no_answer",
                "wrong_number",
                name="partystatus",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("import_key", sa.String(length=64), nullable=True),
        sa.Column(
            "created_at", models.types.UtcDateTime(timezone=True), nullable=False
        ),
        sa.Column(
            "updated_at", models.types.UtcDateTime(timezone=True), nullable=False
        ),
        sa.CheckConstraint("size > 0", name=op.f("ck_party_size_positive")),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_party_campaign_id_campaign")
        ),
        sa.ForeignKeyConstraint(
            ["pickup_place_code"],
            ["place.code"],
            name=op.f("fk_party_pickup_place_code_place"),
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["site.id"], name=op.f("fk_party_site_id_site")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party")),
        sa.UniqueConstraint(
            "campaign_id", "import_key", name=op.f("uq_party_campaign_id_import_key")
        ),
    )
    with op.batch_alter_table("party", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_party_campaign_id"), ["campaign_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_party_pickup_place_code"),
            ["pickup_place_code"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_party_site_id"), ["site_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_party_updated_at"), ["updated_at"], unique=False
        )

    op.create_table(
        "seeker",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("phone_index", sa.String(length=64), nullable=True),
        sa.Column("id_number_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id_number_index", sa.String(length=64), nullable=True),
        sa.Column("home_place_code", sa.String(length=12), nullable=True),
        sa.Column("wanted_title", sa.String(length=120), nullable=False),
        sa.Column("skills", sa.String(), nullable=False),
        sa.Column("wanted_place_code", sa.String(length=12), nullable=True),
        sa.Column("wanted_monthly_cents", sa.Integer(), nullable=True),
        sa.Column(
            "wanted_shift",
            sa.Enum(
                "day",
                "two",
                "three",
                "night",
                "flexible",
                name="shift",
                native_enum=False,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("wants_lodging", sa.Boolean(), nullable=False),
        sa.Column("wants_board", sa.Boolean(), nullable=False),
        sa.Column(
            "schooling",
            sa.Enum(
                "any",
                "primary",
                "junior",
                "senior",
                "college",
                "bachelor",
                "master",
                name="schooling",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("experience_months", sa.Integer(), nullable=False),
        sa.Column("certificates", sa.JSON(), nullable=False),
        sa.Column("available_from", sa.Date(), nullable=True),
        sa.Column("is_looking", sa.Boolean(), nullable=False),
        sa.Column("import_key", sa.String(length=64), nullable=True),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column(
            "created_at", models.types.UtcDateTime(timezone=True), nullable=False
        ),
        sa.Column(
            "updated_at", models.types.UtcDateTime(timezone=True), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_seeker_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["home_place_code"],
            ["place.code"],
            name=op.f("fk_seeker_home_place_code_place"),
        ),
        sa.ForeignKeyConstraint(
            ["wanted_place_code"],
            ["place.code"],
            name=op.f("fk_seeker_wanted_place_code_place"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seeker")),
        sa.UniqueConstraint("account_id", name=op.f("uq_seeker_account_id")),
        sa.UniqueConstraint("import_key", name=op.f("uq_seeker_import_key")),
        sa.UniqueConstraint("ref", name=op.f("uq_seeker_ref")),
    )
    with op.batch_alter_table("seeker", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_seeker_home_place_code"), ["home_place_code"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_seeker_id_number_index"), ["id_number_index"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_seeker_phone_index"), ["phone_index"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_seeker_updated_at"), ["updated_at"], unique=False
        )

    op.create_table(
        "vacancy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("occupation_code", sa.String(length=10), nullable=True),
        sa.Column("headcount", sa.Integer(), nullable=False),
        sa.Column("place_code", sa.String(length=12), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("pay_text", sa.String(length=80), nullable=False),
        sa.Column(
            "pay_period",
            sa.Enum(
                "month",
                "day",
                "hour",
                "piece",
                "year",
                name="payperiod",
                native_enum=False,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("pay_min_cents", sa.Integer(), nullable=True),
        sa.Column("pay_max_cents", sa.Integer(), nullable=True),
        sa.Column("monthly_min_cents", sa.Integer(), nullable=True),
        sa.Column("monthly_max_cents", sa.Integer(), nullable=True),
        sa.Column("is_negotiable", sa.Boolean(), nullable=False),
        sa.Column(
            "shift",
            sa.Enum(
                "day",
                "two",
                "three",
                "night",
                "flexible",
                name="shift",
                native_enum=False,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("has_lodging", sa.Boolean(), nullable=False),
        sa.Column("has_board", sa.Boolean(), nullable=False),
        sa.Column("has_insurance", sa.Boolean(), nullable=False),
        sa.Column(
            "schooling",
            sa.Enum(
                "any",
                "primary",
                "junior",
                "senior",
                "college",
                "bachelor",
                "master",
                name="schooling",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("experience_months", sa.Integer(), nullable=False),
        sa.Column("certificates", sa.JSON(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "review",
                "live",
                "closed",
                "expired",
                name="vacancystatus",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "published_at", models.types.UtcDateTime(timezone=True), nullable=True
        ),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("import_key", sa.String(length=64), nullable=True),
        sa.Column(
            "created_at", models.types.UtcDateTime(timezone=True), nullable=False
        ),
        sa.Column(
            "updated_at", models.types.UtcDateTime(timezone=True), nullable=False
        ),
        sa.CheckConstraint("headcount > 0", name=op.f("ck_vacancy_headcount_positive")),
        sa.CheckConstraint(
            "pay_max_cents IS NULL OR pay_min_cents IS NULL OR pay_max_cents >= pay_min_cents",
            name=op.f("ck_vacancy_pay_in_order"),
        ),
        sa.ForeignKeyConstraint(
            ["employer_id"],
            ["employer.id"],
            name=op.f("fk_vacancy_employer_id_employer"),
        ),
        sa.ForeignKeyConstraint(
            ["place_code"], ["place.code"], name=op.f("fk_vacancy_place_code_place")
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["site.id"], name=op.f("fk_vacancy_site_id_site")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vacancy")),
        sa.UniqueConstraint("import_key", name=op.f("uq_vacancy_import_key")),
    )
    with op.batch_alter_table("vacancy", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_vacancy_employer_id"), ["employer_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_vacancy_monthly_max_cents"),
            ["monthly_max_cents"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_vacancy_monthly_min_cents"),
            ["monthly_min_cents"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_vacancy_occupation_code"), ["occupation_code"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_vacancy_place_code"), ["place_code"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_vacancy_published_at"), ["published_at"], unique=False
        )
        batch_op.create_index(
            "ix_vacancy_status_valid_until", ["status", "valid_until"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_vacancy_updated_at"), ["updated_at"], unique=False
        )

    op.create_table(
        "application",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seeker_id", sa.Integer(), nullable=False),
        sa.Column("vacancy_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "sent",
                "seen",
                "interview",
                "offer",
                "hired",
                "declined",
                "withdrawn",
                name="applicationstatus",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column(
            "created_at", models.types.UtcDateTime(timezone=True), nullable=False
        ),
        sa.Column(
            "updated_at", models.types.UtcDateTime(timezone=True), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["seeker_id"], ["seeker.id"], name=op.f("fk_application_seeker_id_seeker")
        ),
        sa.ForeignKeyConstraint(
            ["vacancy_id"],
            ["vacancy.id"],
            name=op.f("fk_application_vacancy_id_vacancy"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application")),
        sa.UniqueConstraint(
            "seeker_id", "vacancy_id", name=op.f("uq_application_seeker_id_vacancy_id")
        ),
    )
    with op.batch_alter_table("application", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_application_updated_at"), ["updated_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_application_vacancy_id"), ["vacancy_id"], unique=False
        )

    op.create_table(
        "rider",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("phone_index", sa.String(length=64), nullable=True),
        sa.Column("id_number_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id_number_index", sa.String(length=64), nullable=True),
        sa.Column(
            "consented_at", models.types.UtcDateTime(timezone=True), nullable=True
        ),
        sa.Column("import_key", sa.String(length=64), nullable=True),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column(
            "created_at", models.types.UtcDateTime(timezone=True), nullable=False
        ),
        sa.Column(
            "updated_at", models.types.UtcDateTime(timezone=True), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["party_id"], ["party.id"], name=op.f("fk_rider_party_id_party")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rider")),
        sa.UniqueConstraint("ref", name=op.f("uq_rider_ref")),
    )
    with op.batch_alter_table("rider", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_rider_id_number_index"), ["id_number_index"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_rider_import_key"), ["import_key"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_rider_party_id"), ["party_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_rider_phone_index"), ["phone_index"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_rider_updated_at"), ["updated_at"], unique=False
        )

    op.create_table(
        "trip",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("coach_type_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "published",
                "cancelled",
                name="tripstatus",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "departs_at", models.types.UtcDateTime(timezone=True), nullable=False
        ),
        sa.Column(
            "arrives_at", models.types.UtcDateTime(timezone=True), nullable=False
        ),
        sa.Column("distance_m", sa.Integer(), nullable=False),
        sa.Column("duration_s", sa.Integer(), nullable=False),
        sa.Column("cost_cents", sa.BigInteger(), nullable=False),
        sa.Column("drivers", sa.Integer(), nullable=False),
        sa.Column("seats_allowed", sa.Integer(), nullable=False),
        sa.Column("seats_taken", sa.Integer(), nullable=False),
        sa.Column(
            "created_at", models.types.UtcDateTime(timezone=True), nullable=False
        ),
        sa.Column(
            "updated_at", models.types.UtcDateTime(timezone=True), nullable=False
        ),
        sa.CheckConstraint(
            "seats_taken >= 0 AND seats_taken <= seats_allowed",
            name=op.f("ck_trip_seats_never_oversold"),
        ),
        sa.ForeignKeyConstraint(
            ["coach_type_id"],
            ["coach_type.id"],
            name=op.f("fk_trip_coach_type_id_coach_type"),
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["charter_plan.id"], name=op.f("fk_trip_plan_id_charter_plan")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trip")),
        sa.UniqueConstraint("plan_id", "number", name=op.f("uq_trip_plan_id_number")),
    )
    with op.batch_alter_table("trip", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_trip_updated_at"), ["updated_at"], unique=False
        )

    op.create_table(
        "unassigned_party",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("riders", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["party_id"], ["party.id"], name=op.f("fk_unassigned_party_party_id_party")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"],
            ["charter_plan.id"],
            name=op.f("fk_unassigned_party_plan_id_charter_plan"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unassigned_party")),
        sa.UniqueConstraint(
            "plan_id", "party_id", name=op.f("uq_unassigned_party_plan_id_party_id")
        ),
    )
    with op.batch_alter_table("unassigned_party", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_unassigned_party_party_id"), ["party_id"], unique=False
        )

    op.create_table(
        "booking",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("trip_id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "held", "cancelled", name="bookingstatus", native_enum=False, length=24
            ),
            nullable=False,
        ),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column(
            "created_at", models.types.UtcDateTime(timezone=True), nullable=False
        ),
        sa.Column(
            "updated_at", models.types.UtcDateTime(timezone=True), nullable=False
        ),
        sa.CheckConstraint("seats > 0", name=op.f("ck_booking_seats_positive")),
        sa.ForeignKeyConstraint(
            ["party_id"], ["party.id"], name=op.f("fk_booking_party_id_party")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"],
            ["charter_plan.id"],
            name=op.f("fk_booking_plan_id_charter_plan"),
        ),
        sa.ForeignKeyConstraint(
            ["trip_id"], ["trip.id"], name=op.f("fk_booking_trip_id_trip")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking")),
    )
    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_booking_party_id"), ["party_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_booking_trip_id"), ["trip_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_booking_updated_at"), ["updated_at"], unique=False
        )
        batch_op.create_index(
            "uq_booking_party_held",
            ["plan_id", "party_id"],
            unique=True,
            sqlite_where=sa.text("status = 'held'"),
            postgresql_where=sa.text("status = 'held'"),
        )

    op.create_table(
        "stop",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("trip_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("place_code", sa.String(length=12), nullable=True),
        sa.Column("site_id", sa.Integer(), nullable=True),
        sa.Column(
            "arrives_at", models.types.UtcDateTime(timezone=True), nullable=False
        ),
        sa.Column(
            "departs_at", models.types.UtcDateTime(timezone=True), nullable=False
        ),
        sa.CheckConstraint(
            "(place_code IS NULL) <> (site_id IS NULL)",
            name=op.f("ck_stop_pickup_or_gate"),
        ),
        sa.ForeignKeyConstraint(
            ["place_code"], ["place.code"], name=op.f("fk_stop_place_code_place")
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["site.id"], name=op.f("fk_stop_site_id_site")
        ),
        sa.ForeignKeyConstraint(
            ["trip_id"], ["trip.id"], name=op.f("fk_stop_trip_id_trip")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stop")),
        sa.UniqueConstraint(
            "trip_id", "position", name=op.f("uq_stop_trip_id_position")
        ),
    )

    create_triggers(op.get_bind())


def downgrade() -> None:
    op.drop_table("stop")
    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_booking_party_held",
            sqlite_where=sa.text("status = 'held'"),
            postgresql_where=sa.text("status = 'held'"),
        )
        batch_op.drop_index(batch_op.f("ix_booking_updated_at"))
        batch_op.drop_index(batch_op.f("ix_booking_trip_id"))
        batch_op.drop_index(batch_op.f("ix_booking_party_id"))

    op.drop_table("booking")
    with op.batch_alter_table("unassigned_party", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unassigned_party_party_id"))

    op.drop_table("unassigned_party")
    with op.batch_alter_table("trip", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_trip_updated_at"))

    op.drop_table("trip")
    with op.batch_alter_table("rider", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rider_updated_at"))
        batch_op.drop_index(batch_op.f("ix_rider_phone_index"))
        batch_op.drop_index(batch_op.f("ix_rider_party_id"))
        batch_op.drop_index(batch_op.f("ix_rider_import_key"))
        batch_op.drop_index(batch_op.f("ix_rider_id_number_index"))

    op.drop_table("rider")
    with op.batch_alter_table("application", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_application_vacancy_id"))
        batch_op.drop_index(batch_op.f("ix_application_updated_at"))

    op.drop_table("application")
    with op.batch_alter_table("vacancy", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_vacancy_updated_at"))
        batch_op.drop_index("ix_vacancy_status_valid_until")
        batch_op.drop_index(batch_op.f("ix_vacancy_published_at"))
        batch_op.drop_index(batch_op.f("ix_vacancy_place_code"))
        batch_op.drop_index(batch_op.f("ix_vacancy_occupation_code"))
        batch_op.drop_index(batch_op.f("ix_vacancy_monthly_min_cents"))
        batch_op.drop_index(batch_op.f("ix_vacancy_monthly_max_cents"))
        batch_op.drop_index(batch_op.f("ix_vacancy_employer_id"))

    op.drop_table("vacancy")
    with op.batch_alter_table("seeker", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_seeker_updated_at"))
        batch_op.drop_index(batch_op.f("ix_seeker_phone_index"))
        batch_op.drop_index(batch_op.f("ix_seeker_id_number_index"))
        batch_op.drop_index(batch_op.f("ix_seeker_home_place_code"))

    op.drop_table("seeker")
    with op.batch_alter_table("party", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_party_updated_at"))
        batch_op.drop_index(batch_op.f("ix_party_site_id"))
        batch_op.drop_index(batch_op.f("ix_party_pickup_place_code"))
        batch_op.drop_index(batch_op.f("ix_party_campaign_id"))

    op.drop_table("party")
    with op.batch_alter_table("login_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_login_session_expires_at"))
        batch_op.drop_index(batch_op.f("ix_login_session_account_id"))

    op.drop_table("login_session")
    with op.batch_alter_table("import_batch", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_import_batch_sha256"))

    op.drop_table("import_batch")
    with op.batch_alter_table("charter_plan", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_charter_plan_chosen",
            sqlite_where=sa.text("is_chosen"),
            postgresql_where=sa.text("is_chosen"),
        )
        batch_op.drop_index(batch_op.f("ix_charter_plan_updated_at"))
        batch_op.drop_index(batch_op.f("ix_charter_plan_campaign_id"))

    op.drop_table("charter_plan")
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_event_at"))
        batch_op.drop_index(batch_op.f("ix_audit_event_action"))
        batch_op.drop_index(batch_op.f("ix_audit_event_account_id"))

    op.drop_table("audit_event")
    with op.batch_alter_table("site", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_site_place_code"))
        batch_op.drop_index(batch_op.f("ix_site_employer_id"))

    op.drop_table("site")
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_updated_at"))
        batch_op.drop_index(batch_op.f("ix_account_employer_id"))

    op.drop_table("account")
    with op.batch_alter_table("employer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_employer_updated_at"))
        batch_op.drop_index(batch_op.f("ix_employer_place_code"))
        batch_op.drop_index(batch_op.f("ix_employer_phone_index"))

    op.drop_table("employer")
    op.drop_table("coach_type")
    with op.batch_alter_table("place", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_place_short_name"))
        batch_op.drop_index(batch_op.f("ix_place_parent_code"))

    op.drop_table("place")
    with op.batch_alter_table("operator", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_operator_updated_at"))

    op.drop_table("operator")
    op.drop_table("embedding")
    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_campaign_updated_at"))

    op.drop_table("campaign")
