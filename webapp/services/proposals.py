"""
Runs of the assignment and what they propose: asked for, kept, read, taken away.

Only the last run is kept; each person's line goes with the person's data.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import joinedload

from matcher.counterfactuals import ChangeKind
from matcher.explanation import Reason, ReasonKind
from models import (
    Application,
    AssignmentRun,
    Employer,
    Invitation,
    Proposal,
    Seeker,
    Vacancy,
)
from webapp.services import audit
from webapp.services.assigning import Figures

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy.orm import Session

    from matcher.assignment.leftover import Left
    from webapp.services.assigning import EmployerLine, Found, Line


class RunningError(Exception):
    """A run is on its way already."""


@dataclass(frozen=True, slots=True)
class Change:
    """What would help a person, and how many more vacancies it brings within reach."""

    kind: ChangeKind
    count: int
    evidence: Mapping[str, str | int]


def ask(session: Session, *, account_id: int | None, now: dt.datetime) -> AssignmentRun:
    """
    Note that a run is wanted.

    Raises
    ------
    RunningError
        While one is on its way.
    """
    if running(session) is not None:
        raise RunningError
    run = AssignmentRun(created_at=now, account_id=account_id)
    session.add(run)
    session.flush()
    audit.record(session, "assignment.ask", run, account_id=account_id, now=now)
    return run


def running(session: Session) -> AssignmentRun | None:
    """Return the run that is on its way."""
    return session.scalar(
        select(AssignmentRun)
        .where(AssignmentRun.finished_at.is_(None))
        .order_by(AssignmentRun.id.desc())
        .limit(1)
    )


def latest(session: Session) -> AssignmentRun | None:
    """Return the last run that is over, whether or not it has found anything."""
    return session.scalar(
        select(AssignmentRun)
        .where(AssignmentRun.finished_at.is_not(None))
        .order_by(AssignmentRun.id.desc())
        .limit(1)
    )


def note_progress(session: Session, run_id: int, share: float) -> None:
    """Note how much of a run is done."""
    run = session.get(AssignmentRun, run_id)
    if run is not None and run.finished_at is None:
        run.share = min(1.0, max(0.0, share))


def keep(session: Session, run: AssignmentRun, found: Found, now: dt.datetime) -> None:
    """Keep what was found in place of the last; of a finished run nothing more."""
    if run.finished_at is not None:
        return
    people = set(session.scalars(select(Seeker.id).where(Seeker.is_looking)))
    there = set(session.scalars(select(Vacancy.id)))
    _forget_others(session, run)
    rows = [
        _row(run.id, line)
        for line in found.lines
        if line.seeker_id in people and line.vacancy_id in there | {None}
    ]
    if rows:
        session.execute(insert(Proposal), rows)
    run.figures = found.figures.to_json()
    run.share, run.finished_at = 1.0, now
    session.flush()
    report = found.figures.report
    audit.record(
        session, "assignment.find", run, account_id=run.account_id, now=now,
        detail={"people": report.people, "placed": report.placed},
    )  # fmt: skip


def fail(session: Session, run: AssignmentRun, why: str, now: dt.datetime) -> None:
    """Note that a run found nothing; the one before it stays to be read."""
    if run.finished_at is None:
        run.failure, run.finished_at = why[:200], now
        session.flush()


def figures_of(run: AssignmentRun) -> Figures | None:
    """Return a run's figures; None where it has found nothing."""
    return Figures.of_json(run.figures) if run.figures else None


def last_found(session: Session) -> AssignmentRun | None:
    """Return the last run that has found something."""
    return session.scalar(
        select(AssignmentRun)
        .where(AssignmentRun.finished_at.is_not(None), AssignmentRun.failure == "")
        .order_by(AssignmentRun.id.desc())
        .limit(1)
    )


def list_lines(
    session: Session, run: AssignmentRun, left: Left | None, *, offset: int, limit: int
) -> Sequence[Proposal]:
    """Return people with a proposal, the likeliest first; or who is left, and why."""
    return session.scalars(
        select(Proposal)
        .where(Proposal.run_id == run.id, Proposal.left_because == (left or ""))
        .options(
            joinedload(Proposal.seeker).joinedload(Seeker.home_place),
            joinedload(Proposal.vacancy).joinedload(Vacancy.employer),
            joinedload(Proposal.vacancy).joinedload(Vacancy.place),
        )
        .order_by(Proposal.chance.desc(), Proposal.seeker_id)
        .offset(offset)
        .limit(limit)
    ).all()


def count_lines(session: Session, run: AssignmentRun, left: Left | None) -> int:
    """Return how many ``list_lines`` would list without a limit."""
    found = session.scalar(
        select(func.count()).where(
            Proposal.run_id == run.id, Proposal.left_because == (left or "")
        )
    )
    return found or 0


def reasons_of(line: Proposal) -> tuple[Reason, ...]:
    """Return why a vacancy is proposed."""
    return tuple(
        Reason(ReasonKind(kind), weight, evidence)
        for kind, weight, evidence in line.detail.get("reasons", ())
    )


def helps_of(line: Proposal) -> tuple[Change, ...]:
    """Return what would help who has no proposal."""
    return tuple(
        Change(ChangeKind(kind), count, evidence)
        for kind, count, evidence in line.detail.get("helps", ())
    )


def list_answers(
    session: Session, lines: Iterable[Proposal]
) -> tuple[dict[int, Invitation], set[int]]:
    """Return of each person the invitation to what is proposed, and who has applied."""
    pairs = {line.seeker_id: line.vacancy_id for line in lines if line.vacancy_id}
    asked = session.scalars(select(Invitation).where(Invitation.seeker_id.in_(pairs)))
    applied = session.execute(
        select(Application.seeker_id, Application.vacancy_id).where(
            Application.seeker_id.in_(pairs)
        )
    )
    return (
        {row.seeker_id: row for row in asked if row.vacancy_id == pairs[row.seeker_id]},
        {seeker for seeker, vacancy in applied if vacancy == pairs[seeker]},
    )


def find_line(session: Session, run_id: int, seeker_id: int) -> Proposal | None:
    """Return what a run says of a person."""
    return session.get(Proposal, (run_id, seeker_id))


def employers_of(
    session: Session, lines: Sequence[EmployerLine]
) -> list[tuple[Employer, EmployerLine]]:
    """Return employers with what they get, in the order given."""
    ids = [line.employer_id for line in lines]
    rows = {
        row.id: row
        for row in session.scalars(select(Employer).where(Employer.id.in_(ids)))
    }
    return [
        (rows[line.employer_id], line) for line in lines if line.employer_id in rows
    ]


def _forget_others(session: Session, run: AssignmentRun) -> None:
    session.execute(delete(Proposal))
    session.execute(delete(AssignmentRun).where(AssignmentRun.id < run.id))


def _row(run_id: int, line: Line) -> dict[str, Any]:
    detail: dict[str, Any] = {}
    if line.reasons:
        detail["reasons"] = [
            [each.kind.value, round(each.weight, 4), dict(each.evidence)]
            for each in line.reasons
        ]
    if line.helps:
        detail["helps"] = [
            [each.kind.value, each.count, dict(each.evidence)] for each in line.helps
        ]
    return {
        "run_id": run_id,
        "seeker_id": line.seeker_id,
        "vacancy_id": line.vacancy_id,
        "chance": line.chance,
        "left_because": line.left or "",
        "detail": detail,
    }
