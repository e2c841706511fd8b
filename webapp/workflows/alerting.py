"""Look for what is new in every saved search that is due, each in a transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from webapp.services import alerts

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from sqlalchemy import Engine

    from webapp.services.alerts import Read
    from webapp.services.search_engine import SearchEngine


def send_alerts(
    engine: Engine,
    open_search: Callable[[], tuple[SearchEngine, Read]],
    secret: str,
    *,
    now: dt.datetime,
) -> int:
    """
    Return how many searches had something new.

    Parameters
    ----------
    open_search
        Makes the search and the reader of addresses; called only when one is due.
    """
    with Session(engine) as session:
        due = alerts.list_due(session, now)
    if not due:
        return 0
    search_engine, read = open_search()
    told = 0
    for search_id in due:
        with Session(engine) as session:
            told += bool(
                alerts.alert(session, search_engine, search_id, read, secret, now=now)
            )
            session.commit()
    return told
