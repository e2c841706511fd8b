"""Count the views of vacancies: gathered in memory, stored every few seconds."""

from __future__ import annotations

import threading
import time
from collections import Counter
from typing import TYPE_CHECKING

from sqlalchemy.dialects import postgresql, sqlite

from models import VacancyViews

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.orm import Session

STORED_EVERY_S = 20.0


class ViewCounter:
    """
    The views since the last time they were stored; one a process, for all threads.

    A page that is read writes nothing: what a killed process had not stored yet, at
    most ``STORED_EVERY_S`` of it, is lost.
    """

    def __init__(self, every_s: float = STORED_EVERY_S) -> None:
        self._every_s = every_s
        self._lock = threading.Lock()
        self._counts: Counter[tuple[int, dt.date]] = Counter()
        self._stored_at = time.monotonic()

    def note(self, vacancy_id: int, on: dt.date) -> bool:
        """Count a view; return whether it is time to store, for one thread only."""
        with self._lock:
            self._counts[vacancy_id, on] += 1
            is_due = time.monotonic() - self._stored_at >= self._every_s
            if is_due:
                self._stored_at = time.monotonic()
            return is_due

    def store(self, session: Session) -> None:
        """Add what was counted to the table; what cannot be stored is kept."""
        with self._lock:
            counts, self._counts = self._counts, Counter()
        if not counts:
            return
        dialect = session.get_bind().dialect.name
        insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
        statement = insert(VacancyViews)
        statement = statement.on_conflict_do_update(
            index_elements=["vacancy_id", "on"],
            set_={"views": VacancyViews.views + statement.excluded.views},
        )
        try:
            # In one order, so that two processes never wait for each other.
            session.execute(
                statement,
                [
                    {"vacancy_id": vacancy_id, "on": on, "views": views}
                    for (vacancy_id, on), views in sorted(counts.items())
                ],
            )
        except Exception:
            with self._lock:
                self._counts.update(counts)
            raise
