"""
The API against its own document: whatever is sent, an answer that the document knows.

Each operation gets a few examples, the same on every run, as a seeker or an owner; who
else may what is asked in ``test_document``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.webapp.api.world import make_world

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session

EXAMPLES = 3
ENDING = {"DELETE /api/v1/session", "POST /api/v1/session/renewal"}
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
    world = make_world(rows)
    wrong = []
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    for found in schema.get_all_operations():
        operation = found.ok()
        # These would end what the others need.
        if operation.label not in ENDING:
            employer = operation.path.startswith("/api/v1/employer")
            bearer = world.boss if employer else world.seeker
            try:
                _try(operation, {"Authorization": f"Bearer {bearer}"})
            except FailureGroup as error:
                wrong.append(f"{operation.label}: {error}")
    assert not wrong, "\n".join(wrong)


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
