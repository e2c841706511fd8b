"""The worker's side: a process that plans campaigns, one at a time."""

from __future__ import annotations

import datetime as dt
import fcntl
import logging
import os
import signal
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from models.sealed import use_keyring
from webapp.database import open_engine
from webapp.services.channels.build import open_channels
from webapp.services.encoders import open_stock
from webapp.services.plans import list_queued
from webapp.services.travel import open_travel
from webapp.workflows import assigning, delivery
from webapp.workflows.alerting import send_alerts
from webapp.workflows.delivery import deliver
from webapp.workflows.desk import QUEUE, PlanningDesk, workflows_url
from webapp.workflows.giving_way import give_way
from webapp.workflows.housekeeping import (
    EVERY_S,
    find_crowding,
    find_repetitions,
    keep_house,
)
from webapp.workflows.planning import PlanningRun, register

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlalchemy import Engine

    from webapp.config import Settings
    from webapp.services.alerts import Read
    from webapp.services.matching import MatchMaker
    from webapp.services.search_engine import SearchEngine

# A workflow that an older program began is taken up by a newer one: the steps' results
# keep their form. Raised on the day when they cannot.
STEPS_VERSION = "1"
POLLING_S = 0.5


log = logging.getLogger(__name__)


class WorkerRunningError(Exception):
    """A worker of this name runs on this machine; it would do the same work again."""


def run_worker(
    settings: Settings,
    name: str,
    on_ready: Callable[[], None],
    open_search: Callable[[], tuple[SearchEngine, Read]],
    open_matching: Callable[[], MatchMaker],
) -> None:
    """
    Work until the process is told to end (SIGTERM or SIGINT).

    Parameters
    ----------
    name
        What this worker had begun is taken up again by the next one of this name: give
        each worker its own, and keep it over restarts.
    on_ready
        Called when the worker takes work.
    open_search
        Makes what saved searches are looked up with; called when the first is due.
    open_matching
        Makes what compares seekers with vacancies; called when the first night comes
        or somebody asks who could work where.

    Raises
    ------
    WorkerRunningError
        When a worker of this name runs on this machine.
    """
    from dbos import DBOS

    with _only_one(settings.var_dir / f"worker-{name}.lock"):
        give_way()
        use_keyring(settings.keyring())
        engine = open_engine(settings.url)
        url = workflows_url(settings.url)
        DBOS(
            config={
                "name": "zhida",
                "system_database_url": url,
                "application_version": STEPS_VERSION,
                "executor_id": name,
                "console_log_level": "WARNING",
                "log_level": "WARNING",
            }
        )
        register(PlanningRun(engine, open_travel(settings)))
        assigning.register(assigning.AssigningRun(engine, open_matching))
        DBOS.launch()
        DBOS.register_queue(QUEUE, worker_concurrency=1, polling_interval_sec=POLLING_S)
        hand_in_queued(engine, PlanningDesk(url))
        channels = open_channels(settings)
        on_ready()
        _wait_for_the_end(
            (EVERY_S, lambda: keep_house(engine)),
            (
                EVERY_S,
                lambda: send_alerts(
                    engine,
                    open_search,
                    settings.signing_key(),
                    now=dt.datetime.now(dt.UTC),
                ),
            ),
            (EVERY_S, lambda: find_crowding(engine, open_matching)),
            (EVERY_S, lambda: find_repetitions(engine, lambda: open_stock(settings))),
            (delivery.EVERY_S, lambda: deliver(engine, channels, settings.site_url)),
        )
        DBOS.destroy()
        # The thread that solves would hold the process; what it does is begun again.
        os._exit(0)


def hand_in_queued(engine: Engine, desk: PlanningDesk) -> None:
    """Hand in runs whose asker died between noting them and handing them in."""
    with Session(engine) as session:
        waiting = [plan.id for plan in list_queued(session)]
    for plan_id in waiting:
        desk.enqueue(plan_id)
    for run_id in assigning.list_waiting(engine):
        desk.enqueue_assigning(run_id)
    desk.close()


@contextmanager
def _only_one(path: Path) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            msg = f"A worker holds {path}; give this one another name."
            raise WorkerRunningError(msg) from error
        yield


def _wait_for_the_end(*chores: tuple[float, Callable[[], object]]) -> None:
    """Do each chore now and again after its seconds, until the process is to end."""
    ended = threading.Event()
    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, lambda *_: ended.set())
    due = dict.fromkeys(range(len(chores)), time.monotonic())
    while True:
        for number, (every_s, chore) in enumerate(chores):
            if due[number] <= time.monotonic():
                try:
                    chore()
                except DBAPIError:
                    # The database is away or locked; what was left undone comes again.
                    log.exception("a chore failed")
                due[number] = time.monotonic() + every_s
        if ended.wait(max(0.0, min(due.values()) - time.monotonic())):
            return
