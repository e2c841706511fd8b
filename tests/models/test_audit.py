from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError

from models import AuditEvent

if TYPE_CHECKING:
    from sqlalchemy import Executable
    from sqlalchemy.orm import Session


@pytest.mark.parametrize(
    "change", [update(AuditEvent).values(action="x"), delete(AuditEvent)]
)
def test_the_database_refuses_to_change_the_record(
    session: Session, change: Executable
) -> None:
    session.add(AuditEvent(at=dt.datetime.now(dt.UTC), action="vacancy.close"))
    session.flush()
    with pytest.raises(DBAPIError, match="append-only"):
        session.execute(change)
