from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from sqlalchemy import select

from models import AuditEvent, Role
from tests.factories.postings import make_account

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from models import Account, Trip

PHONE = "13800000001"


def _exports(rows: Session) -> list[dict[str, Any]]:
    query = select(AuditEvent.detail).where(AuditEvent.action == "manifest.export")
    return list(rows.scalars(query))


def _take(post: Callable[..., Any], trip: Trip, **form: str) -> Any:
    return post(f"/dispatch/trips/{trip.id}/manifest", **form)


@pytest.mark.usefixtures("dispatcher")
def test_the_page_shows_times_and_masked_riders(
    client: FlaskClient, trip: Trip
) -> None:
    page = client.get(f"/dispatch/trips/{trip.id}").text
    assert "08:00" in page
    assert "138****0001" in page
    assert PHONE not in page
    assert "𠮷㛃䶮" not in page


@pytest.mark.usefixtures("dispatcher")
def test_a_masked_manifest_needs_no_reason_and_is_recorded(
    rows: Session, post: Callable[..., Any], trip: Trip
) -> None:
    answer = _take(post, trip, form="pdf")
    assert answer.status_code == 200
    assert answer.data.startswith(b"%PDF")
    assert "masked.pdf" in answer.headers["Content-Disposition"]
    assert [detail["full"] for detail in _exports(rows)] == [False]


@pytest.mark.usefixtures("dispatcher")
def test_the_full_manifest_is_for_a_reason_that_is_recorded(
    rows: Session, post: Callable[..., Any], trip: Trip
) -> None:
    for reason in (" ", "名" * 201):
        refused = _take(post, trip, form="xlsx", full="1", reason=reason)
        assert refused.status_code == 422
        assert 'id="reason-wrong"' in refused.text
    assert _exports(rows) == []
    answer = _take(post, trip, form="xlsx", full="1", reason="随车名单")
    assert answer.headers["Cache-Control"] == "no-store"
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    cells = [cell for row in book["乘客名单"].values for cell in row]
    assert PHONE in cells
    assert [detail["reason"] for detail in _exports(rows)] == ["随车名单"]


@pytest.mark.usefixtures("dispatcher")
def test_an_unknown_form_is_refused(post: Callable[..., Any], trip: Trip) -> None:
    assert _take(post, trip, form="docx").status_code == 400


@pytest.mark.usefixtures("dispatcher")
def test_a_trip_that_is_not_there_is_not_found(client: FlaskClient) -> None:
    for address in ("/dispatch/trips/12345", f"/dispatch/trips/{2**31}"):
        assert client.get(address).status_code == 404


def test_a_clerk_takes_no_manifest(
    rows: Session,
    sign_in: Callable[[Account], None],
    post: Callable[..., Any],
    trip: Trip,
) -> None:
    sign_in(make_account(rows, Role.CLERK))
    assert _take(post, trip, form="pdf").status_code == 403
    assert _exports(rows) == []
