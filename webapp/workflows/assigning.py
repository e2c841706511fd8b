"""
The durable workflow `assign_everybody`: work out who could work where, then store.

One step: a worker killed in it works it out again, and what is stored is stored once.
"""

from __future__ import annotations

import contextvars
import datetime as dt
import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.errors import MatcherError
from models import AssignmentRun
from webapp.database import reading
from webapp.services import assigning, proposals
from webapp.services.embeddings import embed_all
from webapp.workflows.desk import ASSIGNING

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Engine

    from webapp.services.assigning import Found
    from webapp.services.matching import MatchMaker

NOTE_EVERY_S = 1.0

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class AssigningRun:
    """What a worker needs to assign: the database, and what compares people."""

    engine: Engine
    open_matching: Callable[[], MatchMaker]

    def work_out(self, on_progress: Callable[[float], None] = lambda _: None) -> Found:
        """Work it out here and now; new texts are stored, and nothing else."""
        maker = self.open_matching()
        # What is new is stored before: what follows only reads.
        embed_all(self.engine, maker.encoder)
        now = dt.datetime.now(dt.UTC)
        with reading(), Session(self.engine) as session:
            return assigning.work_out(session, maker, now=now, on_progress=on_progress)

    def carry_out(self, run_id: int) -> None:
        """
        Work it out and store it.

        Raises
        ------
        MatcherError
            When nothing can be compared; the run is noted as failed.
        """
        try:
            found = self.work_out(_Noted(self.engine, run_id))
        except MatcherError as error:
            self.fail(run_id, str(error))
            raise
        with Session(self.engine) as session:
            run = session.get(AssignmentRun, run_id)
            if run is not None:
                proposals.keep(session, run, found, dt.datetime.now(dt.UTC))
            session.commit()

    def fail(self, run_id: int, why: str) -> None:
        """Note that a run found nothing, and why."""
        with Session(self.engine) as session:
            run = session.get(AssignmentRun, run_id)
            if run is not None:
                proposals.fail(session, run, why, dt.datetime.now(dt.UTC))
            session.commit()


def register(run: AssigningRun) -> None:
    """Declare the workflow to the worker's DBOS, before it is launched."""
    from dbos import DBOS

    @DBOS.step(name="assign")
    def assign_step(run_id: int) -> None:
        run.carry_out(run_id)

    @DBOS.step(name="fail_assigning")
    def fail_step(run_id: int, why: str) -> None:
        run.fail(run_id, why)

    @DBOS.workflow(name=ASSIGNING)
    def assign_everybody(run_id: int) -> None:
        try:
            assign_step(run_id)
        except Exception:
            # Whatever it was, the page must not wait for ever.
            log.exception("assigning failed", extra={"run_id": run_id})
            fail_step(run_id, "An unforeseen error; the worker's log has it.")
            raise


def list_waiting(engine: Engine) -> list[int]:
    """Return the runs that are not over, for a worker that starts."""
    with reading(), Session(engine) as session:
        return list(
            session.scalars(
                select(AssignmentRun.id).where(AssignmentRun.finished_at.is_(None))
            )
        )


class _Noted:
    """Notes in the database how far a run is, once a second."""

    def __init__(self, engine: Engine, run_id: int) -> None:
        self._engine = engine
        self._run_id = run_id
        self._noted_at = 0.0

    def __call__(self, share: float) -> None:
        now = time.monotonic()
        if now - self._noted_at < NOTE_EVERY_S:
            return
        self._noted_at = now
        # Apart from the context of the run, which only reads.
        contextvars.Context().run(self._note, share)

    def _note(self, share: float) -> None:
        with Session(self._engine) as session:
            proposals.note_progress(session, self._run_id, share)
            session.commit()
