"""A worker works out who could work where."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.orm import Session

from matcher.encoder.hashing import HashingEncoder
from matcher.errors import MatcherError
from models import AssignmentRun
from tests.factories.matching import make_paid_vacancy, make_wishing_seeker
from tests.factories.postings import NOW
from webapp.services import proposals
from webapp.services.matching import MatchMaker
from webapp.workflows.assigning import AssigningRun, list_waiting

if TYPE_CHECKING:
    from sqlalchemy import Engine


def _asked(engine: Engine) -> int:
    with Session(engine) as session:
        run_id = proposals.ask(session, account_id=None, now=NOW).id
        session.commit()
        return run_id


def _no_encoder() -> MatchMaker:
    msg = "There is no encoder: make install builds it."
    raise MatcherError(msg)


def test_what_is_found_is_kept_and_a_run_that_fails_says_why_and_waits_no_more(
    fresh_engine: Engine,
) -> None:
    with Session(fresh_engine) as session:
        later = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=30)
        make_paid_vacancy(session, "缝纫工", valid_until=later)
        make_wishing_seeker(session, "缝纫工")
        session.commit()
    run_id = _asked(fresh_engine)
    assert list_waiting(fresh_engine) == [run_id]
    AssigningRun(fresh_engine, lambda: MatchMaker(HashingEncoder())).carry_out(run_id)
    failed_id = _asked(fresh_engine)
    with pytest.raises(MatcherError):
        AssigningRun(fresh_engine, _no_encoder).carry_out(failed_id)
    assert list_waiting(fresh_engine) == []
    with Session(fresh_engine) as session:
        run, failed = (session.get_one(AssignmentRun, i) for i in (run_id, failed_id))
        figures = proposals.figures_of(run)
        assert figures is not None
        assert figures.report.placed == 1
        assert failed.failure == "There is no encoder: make install builds it."
        assert proposals.last_found(session) is run
