"""
The API against its own document: whatever is sent, an answer that the document knows.

Each operation gets a few examples, the same on every run, as nobody, as a seeker and
as an employer's key.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from models import Role, Scope
from tests.factories.postings import (
    make_account,
    make_application,
    make_seeker,
    make_vacancy,
)
from webapp.services import accounts, api_keys

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session

EXAMPLES = 4
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.fixture
def database_url(emptied_postgresql: str) -> str:
    """PostgreSQL alone: it refuses more than SQLite does."""
    return emptied_postgresql


def test_whatever_is_sent_the_answer_is_one_the_document_knows(
    app: Flask, rows: Session
) -> None:
    now = dt.datetime.now(dt.UTC)
    vacancy = make_vacancy(rows, valid_until=now.date() + dt.timedelta(days=20))
    boss = make_account(rows, Role.EMPLOYER, employer=vacancy.employer)
    worker = make_account(rows, Role.SEEKER)
    make_application(rows, vacancy, seeker=make_seeker(rows, account_id=worker.id))
    _key, key = api_keys.make_key(rows, boss, "试", list(Scope), now=now)
    token = accounts.begin_session(rows, worker, now=now)
    rows.commit()
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    for found in schema.get_all_operations():
        operation = found.ok()
        # Signing out would end what the others need.
        if operation.label != "DELETE /api/v1/session":
            for bearer in ("", token, key):
                _try(operation, {"Authorization": f"Bearer {bearer}"} if bearer else {})


def _try(operation: Any, headers: dict[str, str]) -> None:
    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def check(case: schemathesis.Case) -> None:
        case.call_and_validate(headers=headers, checks=CHECKS)

    check()
