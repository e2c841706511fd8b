"""The web's side: hand a run to the workers, and ask how planning goes."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

if TYPE_CHECKING:
    from dbos import DBOSClient

QUEUE = "planning"
WORKFLOW = "plan_campaign"
ASSIGNING = "assign_everybody"
PROGRESS = "progress"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: the best plan's cost and the proven bound."""

    seconds: float
    cost_cents: int
    lower_bound_cents: int

    @property
    def gap(self) -> float | None:
        """Return how much cheaper a plan might still be, as a share of the cost."""
        if not self.cost_cents:
            return None
        return max(0.0, 1 - self.lower_bound_cents / self.cost_cents)


class PlanningDesk:
    """
    The queue as the web sees it; connects when it is first asked.

    Parameters
    ----------
    url
        Of the workflows' database, see `workflows_url`.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._client: DBOSClient | None = None
        self._is_migrated = False
        self._lock = threading.Lock()

    def enqueue(self, plan_id: int) -> None:
        """
        Hand a planning run to the workers; doing it twice does nothing more.

        To be called with no transaction open: the first call may make the workflows'
        tables, and on PostgreSQL that waits for every open transaction to end.
        """
        self._hand_in(WORKFLOW, workflow_id(plan_id), plan_id)

    def enqueue_assigning(self, run_id: int) -> None:
        """Hand a run of the assignment to the workers, behind plans that wait."""
        self._hand_in(ASSIGNING, f"assignment-{run_id}", run_id)

    def _hand_in(self, workflow: str, id_: str, row_id: int) -> None:
        client = self._connected()
        with self._lock:
            if not self._is_migrated:
                from dbos import DBOS

                # The web may be up before the first worker ever was.
                DBOS.migrate(self._url)
                self._is_migrated = True
        client.enqueue(
            {
                "workflow_name": workflow,
                "queue_name": QUEUE,
                "workflow_id": id_,
            },
            row_id,
        )

    def progress(self, plan_id: int) -> list[Progress]:
        """Return how a run went so far, oldest first; empty before it begins."""
        try:
            points = self._connected().get_event(
                workflow_id(plan_id), PROGRESS, timeout_seconds=0
            )
        except DBAPIError:
            # No run was ever handed in: there are no tables yet.
            return []
        return [Progress(*point) for point in points or ()]

    def close(self) -> None:
        """Disconnect; a later call connects again."""
        with self._lock:
            if self._client is not None:
                self._client.destroy()
            self._client = None

    def _connected(self) -> DBOSClient:
        with self._lock:
            if self._client is None:
                # Imported here: half a second that a page without plans need not wait.
                from dbos import DBOSClient

                self._client = DBOSClient(
                    system_database_url=self._url,
                    lazy=True,
                    retry_connection_errors=False,
                )
            return self._client


def workflow_id(plan_id: int) -> str:
    """Return the id of a run's workflow: one run, one workflow."""
    return f"plan-{plan_id}"


def workflows_url(database_url: str) -> str:
    """
    Return where the workflows of an instance are kept.

    On PostgreSQL in the same database, in a schema of its own. On SQLite in a file
    beside the database, so that a page never waits for the queue's polling.
    """
    url = make_url(database_url)
    if url.get_backend_name() != "sqlite":
        return database_url
    path = Path(url.database or "zhida.sqlite")
    beside = path.with_name(f"{path.stem}-workflows{path.suffix}")
    return f"sqlite:///{beside}"
