"""Who could work where, over rows."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from matcher.assignment.leftover import Left
from matcher.counterfactuals import ChangeKind
from matcher.eligibility import Obstacle
from matcher.encoder.hashing import HashingEncoder
from models import ApplicationStatus, AuditEvent, Proposal, Role
from tests.factories.matching import make_paid_vacancy, make_wishing_seeker
from tests.factories.postings import NOW, make_account, make_application
from webapp.services import assigning, own_data, proposals, proposals_export
from webapp.services.assigning import LeftOut
from webapp.services.matching import MatchMaker

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from models import AssignmentRun


@pytest.fixture
def maker() -> MatchMaker:
    return MatchMaker(HashingEncoder())


def _run(session: Session, maker: MatchMaker) -> AssignmentRun:
    run = proposals.ask(session, account_id=None, now=NOW)
    proposals.keep(session, run, assigning.work_out(session, maker, now=NOW), NOW)
    return run


def test_everybody_is_proposed_or_told_why_not(
    session: Session, maker: MatchMaker
) -> None:
    vacancy = make_paid_vacancy(session, "缝纫工", headcount=3)
    forklift = make_paid_vacancy(
        session, "叉车司机", headcount=4, certificates=["叉车证"]
    )
    sewing = [make_wishing_seeker(session, "缝纫工") for _ in range(4)]
    driver = make_wishing_seeker(session, "叉车司机")
    cook = make_wishing_seeker(session, "厨师长")
    silent = make_wishing_seeker(session, "")
    # Of three posts one is filled, and who fills it looks for nothing any more.
    make_application(
        session, vacancy, seeker=sewing[3], status=ApplicationStatus.HIRED,
        updated_at=NOW,
    )  # fmt: skip
    quiet = make_wishing_seeker(
        session,
        "缝纫工",
        account=make_account(session, Role.SEEKER, is_ranked_for=False),
    )
    seen: list[float] = []
    found = assigning.work_out(session, maker, now=NOW, on_progress=seen.append)
    assert seen == sorted(seen)
    lines = {line.seeker_id: line for line in found.lines}
    assert quiet.id not in lines
    assert sewing[3].id not in lines
    placed = [lines[each.id] for each in sewing[:3] if lines[each.id].vacancy_id]
    assert [line.vacancy_id for line in placed] == [vacancy.id] * 2
    assert all(line.reasons and line.chance > 0 for line in placed)
    left = {lines[each.id].left for each in sewing[:3]} - {None}
    assert left == {Left.OUTBID}
    assert lines[driver.id].left is Left.CERTIFICATE
    assert [(each.kind, each.count) for each in lines[driver.id].helps] == [
        (ChangeKind.CERTIFICATE, 1)
    ]
    assert lines[cook.id].left is Left.NO_WORK
    assert lines[silent.id].left is Left.UNTOLD
    figures = found.figures
    assert figures.left_out == {LeftOut.HIRED: 1, LeftOut.UNRANKED: 1}
    assert (figures.report.people, figures.report.posts) == (6, 6)
    assert figures.report.placed == 2
    # Who gets nobody stands first, and what keeps people away is told.
    first = figures.employers[0]
    assert (first.employer_id, first.filled) == (forklift.employer_id, 0)
    assert (first.hindrance, first.kept_away) == (Obstacle.CERTIFICATE, 1)
    assert figures.employers[1].within_reach == 3


def test_a_coach_from_home_is_among_what_would_help(
    session: Session, maker: MatchMaker
) -> None:
    make_paid_vacancy(session, "缝纫工")
    person = make_wishing_seeker(
        session, "缝纫工", wanted_place_code="411525", reach_m=20_000
    )
    found = assigning.work_out(session, maker, now=NOW)
    (line,) = found.lines
    assert (line.seeker_id, line.left) == (person.id, Left.REACH)
    assert ChangeKind.COACH in {each.kind for each in line.helps}


def test_nothing_is_assigned_to_nobody(session: Session, maker: MatchMaker) -> None:
    assert assigning.work_out(session, maker, now=NOW).figures.report.people == 0
    make_wishing_seeker(session, "缝纫工")
    (line,) = assigning.work_out(session, maker, now=NOW).lines
    assert line.left is Left.NO_WORK


def test_only_the_last_run_is_kept_and_goes_with_the_person(
    session: Session, maker: MatchMaker
) -> None:
    make_paid_vacancy(session, "缝纫工", headcount=1)
    account = make_account(session, Role.SEEKER)
    person = make_wishing_seeker(session, "缝纫工", account=account)
    make_wishing_seeker(session, "缝纫工", name="=1+1")
    _run(session, maker)
    run = _run(session, maker)
    assert set(session.scalars(select(Proposal.run_id))) == {run.id}
    with pytest.raises(proposals.RunningError):
        [proposals.ask(session, account_id=None, now=NOW) for _ in range(2)]
    failed = proposals.running(session)
    assert failed is not None
    proposals.fail(session, failed, "no encoder", NOW)
    # What was found before stays to be read.
    assert proposals.last_found(session) == run
    figures = proposals.figures_of(run)
    assert figures is not None
    assert figures.report.left == {Left.OUTBID: 1}
    book = load_workbook(
        io.BytesIO(
            proposals_export.workbook(session, run, account_id=account.id, now=NOW)
        )
    )
    assert book.sheetnames == ["概况", "建议", "没有安排的人", "单位"]
    assert book["建议"].max_row == book["没有安排的人"].max_row == 2
    actions = set(session.scalars(select(AuditEvent.action)))
    assert {"assignment.ask", "assignment.find", "assignment.export"} <= actions
    own_data.erase(session, account, now=NOW + dt.timedelta(days=1))
    assert person.id not in set(session.scalars(select(Proposal.seeker_id)))
