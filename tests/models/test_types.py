from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.exc import StatementError

from models import AuditEvent

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def test_times_come_back_aware_and_in_utc(session: Session) -> None:
    shanghai = dt.timezone(dt.timedelta(hours=8))
    at = dt.datetime(2027, 2, 24, 6, 30, tzinfo=shanghai)
    event = AuditEvent(at=at, action="x")
    session.add(event)
    session.flush()
    session.expire(event)
    assert event.at == at
    assert event.at.tzinfo == dt.UTC


def test_a_naive_time_is_refused(session: Session) -> None:
    naive = dt.datetime(2027, 2, 24, 6, 30, tzinfo=dt.UTC).replace(tzinfo=None)
    session.add(AuditEvent(at=naive, action="x"))
    with pytest.raises(StatementError, match="aware time"):
        session.flush()


def test_none_is_no_value_of_what_is_kept_as_json(session: Session) -> None:
    at = dt.datetime(2027, 2, 24, tzinfo=dt.UTC)
    event = AuditEvent(at=at, action="x", detail=None)
    session.add(event)
    session.flush()
    session.expire(event)
    assert event.detail == {}
