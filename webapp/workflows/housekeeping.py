"""What a worker does by the clock."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from webapp.services.unpublishing import unpublish_overdue

if TYPE_CHECKING:
    from sqlalchemy import Engine

EVERY_S = 3600.0


def keep_house(engine: Engine) -> None:
    """Take down the postings whose last day, or whose employer's papers, are past."""
    with Session(engine) as session:
        unpublish_overdue(session, dt.datetime.now(dt.UTC))
        session.commit()
