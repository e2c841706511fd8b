"""
The life of a planning run: asked for, running, stopped, done, chosen.

A run is asked for here and handed to the workers by ``webapp.workflows``. Asking to
stop sets the status `STOPPED` at once; the worker sees it within a second, keeps the
best plan it has, and sets `finished_at`.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import func, select, update
from sqlalchemy.orm import joinedload, selectinload

from models import (
    Campaign,
    CampaignStatus,
    CharterPlan,
    CoachType,
    Party,
    PlanStatus,
    Site,
    Stop,
    TrainBlock,
    Trip,
    TripStatus,
)
from webapp.services import audit
from webapp.services.closing import expect_open
from webapp.services.rules import LOCAL_TIME, CampaignRules
from webapp.services.versions import StaleError, claim

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from webapp.services.what_if import Change


TIME_LIMIT_S = (2.0, 3600.0)
GAP_WANTED = 0.005


class PlanError(Exception):
    """
    A planning run cannot be asked for or chosen.

    PlanError
    ├── PlanRunningError
    ├── NobodyConfirmedError
    ├── NothingFoundError
    └── ChoiceStandsError
    """


class PlanRunningError(PlanError):
    """A run for this campaign is waiting or running; one at a time."""


class NobodyConfirmedError(PlanError):
    """No party is confirmed, nor of whom nothing was heard where these count."""


class NothingFoundError(PlanError):
    """The run brought no trips, so it cannot be chosen."""


class ChoiceStandsError(PlanError):
    """The choice cannot be undone: another plan is driven, or this one is published."""


def request_plan(
    session: Session,
    campaign: Campaign,
    *,
    time_limit_s: float,
    gap_wanted: float = GAP_WANTED,
    seed: int = 0,
    with_unheard: bool = False,
    change: Change | None = None,
    beside: CharterPlan | None = None,
    account_id: int | None,
    now: dt.datetime,
) -> CharterPlan:
    """
    Add a run that waits for a worker.

    Parameters
    ----------
    change, beside
        A what-if: one thing is otherwise than in this plan of the campaign.

    Raises
    ------
    PlanRunningError
        When one is on its way.
    NobodyConfirmedError
        When there is nobody to plan for.
    CampaignClosedError
        When the campaign is closed.
    ValueError
        When the time limit is out of its range, or the change leads nowhere.
    """
    shortest, longest = TIME_LIMIT_S
    if not shortest <= time_limit_s <= longest:
        msg = f"Expected a time limit of {shortest} to {longest} s, got {time_limit_s}."
        raise ValueError(msg)
    # Two clicks at once: the second waits here, then sees the first one's run.
    expect_open(session, campaign)
    if find_unfinished(session, campaign) is not None:
        msg = f"Campaign {campaign.id} is being planned."
        raise PlanRunningError(msg)
    plan = CharterPlan(
        campaign_id=campaign.id,
        time_limit_s=time_limit_s,
        gap_wanted=gap_wanted,
        seed=seed,
        with_unheard=with_unheard,
        rules=campaign.rules,
        requested_by_id=account_id,
    )
    if change is not None and beside is not None:
        plan.rules = change.applied(CampaignRules.of(beside.rules)).stored()
        plan.change = change.plain()
        plan.compared_id = beside.id
        plan.with_unheard = beside.with_unheard
    planned = session.scalar(
        select(func.count(Party.id)).where(
            Party.campaign_id == campaign.id, Party.status.in_(plan.planned_states)
        )
    )
    if not planned:
        msg = f"Campaign {campaign.id} has nobody to plan for."
        raise NobodyConfirmedError(msg)
    session.add(plan)
    session.flush()
    plan.workflow_id = f"plan-{plan.id}"
    _record(session, "plan.request", plan, account_id, now)
    return plan


def find_unfinished(session: Session, campaign: Campaign) -> CharterPlan | None:
    """Return the campaign's run that is not finished, or None."""
    return session.scalars(
        select(CharterPlan)
        .where(
            CharterPlan.campaign_id == campaign.id, CharterPlan.finished_at.is_(None)
        )
        .order_by(CharterPlan.id)
        .limit(1)
    ).one_or_none()


def list_queued(session: Session) -> list[CharterPlan]:
    """Return the runs that wait for a worker, the longest waiting first."""
    return list(
        session.scalars(
            select(CharterPlan)
            .where(CharterPlan.status == PlanStatus.QUEUED)
            .order_by(CharterPlan.id)
        )
    )


def is_planning(session: Session) -> bool:
    """Return whether a run is under way, or waits for a worker."""
    under_way = (PlanStatus.QUEUED, PlanStatus.RUNNING)
    found = select(CharterPlan.id).where(CharterPlan.status.in_(under_way)).limit(1)
    return session.scalar(found) is not None


def list_trips(
    session: Session, plan: CharterPlan, date: dt.date | None = None
) -> list[Trip]:
    """
    Return a plan's trips in their order, with all that a page shows of them.

    With a date, those that leave on it, or serve a train that does.
    """
    return list(
        session.scalars(
            select(Trip)
            .outerjoin(TrainBlock, TrainBlock.id == Trip.block_id)
            .where(Trip.plan_id == plan.id, *_leaving_on(date))
            .options(
                selectinload(Trip.block).joinedload(TrainBlock.hub),
                selectinload(Trip.block).joinedload(TrainBlock.station),
                selectinload(Trip.stops).joinedload(Stop.place),
                selectinload(Trip.stops)
                .joinedload(Stop.site)
                .joinedload(Site.employer),
                joinedload(Trip.coach_type).joinedload(CoachType.operator),
            )
            .order_by(Trip.number)
        )
    )


def _leaving_on(date: dt.date | None) -> list[ColumnElement[bool]]:
    if date is None:
        return []
    begins = dt.datetime.combine(date, dt.time(), LOCAL_TIME)
    leaves_at = func.coalesce(TrainBlock.departs_at, Trip.departs_at)
    return [leaves_at >= begins, leaves_at < begins + dt.timedelta(days=1)]


def stop_plan(
    session: Session, plan: CharterPlan, *, account_id: int | None, now: dt.datetime
) -> bool:
    """Ask a run to stop and keep its best; False when it was finished already."""
    # A run that no worker has begun has nothing to finish.
    for status, values in (
        (PlanStatus.QUEUED, {"status": PlanStatus.STOPPED, "finished_at": now}),
        (PlanStatus.RUNNING, {"status": PlanStatus.STOPPED}),
    ):
        stopped = session.execute(
            update(CharterPlan)
            .where(CharterPlan.id == plan.id, CharterPlan.status == status)
            .values(**values)
            .returning(CharterPlan.id)
            .execution_options(synchronize_session=False)
        ).one_or_none()
        if stopped is not None:
            session.refresh(plan)
            _record(session, "plan.stop", plan, account_id, now)
            return True
    return False


def begin(session: Session, plan: CharterPlan) -> bool:
    """
    Mark a run as running; False when it was stopped before it began.

    A run that a killed worker had begun is begun again.
    """
    session.execute(
        update(CharterPlan)
        .where(CharterPlan.id == plan.id, CharterPlan.status == PlanStatus.QUEUED)
        .values(status=PlanStatus.RUNNING)
        .execution_options(synchronize_session=False)
    )
    session.refresh(plan)
    return plan.finished_at is None


def is_stop_wanted(session: Session, plan_id: int) -> bool:
    """Return whether somebody asked the run to stop."""
    status = session.scalar(select(CharterPlan.status).where(CharterPlan.id == plan_id))
    return status is not PlanStatus.RUNNING


def fail(session: Session, plan: CharterPlan, message: str, now: dt.datetime) -> None:
    """Mark a run as failed, with a sentence that says why."""
    plan.status = PlanStatus.FAILED
    plan.message = message
    plan.finished_at = now
    _record(session, "plan.fail", plan, None, now)


def choose_plan(
    session: Session,
    plan: CharterPlan,
    *,
    seen: int | None = None,
    account_id: int | None,
    now: dt.datetime,
) -> None:
    """
    Mark the plan that is to be driven; the campaign's others are not, any more.

    Parameters
    ----------
    seen
        The number of the plan that was driven as it was shown, 0 for none; None:
        whichever it is.

    Raises
    ------
    NothingFoundError
        When the run brought no trips.
    StaleError
        When another plan is driven than was shown: a colleague has chosen one.
    CampaignClosedError
        When the campaign is closed.
    """
    if plan.finished_at is None or not plan.trips:
        msg = f"Plan {plan.id} has no trips."
        raise NothingFoundError(msg)
    expect_open(session, plan.campaign)
    driven = _find_driven(session, plan.campaign_id)
    if driven is plan:
        return
    if seen is not None and seen != (driven.id if driven else 0):
        msg = f"Plan {driven.id if driven else 0} is driven, not {seen}."
        raise StaleError(msg)
    _drive(session, plan)
    plan.replaced_id = driven.id if driven else None
    # What was published before is not driven: this plan is to be published anew.
    if plan.campaign.status in (CampaignStatus.GATHERING, CampaignStatus.PUBLISHED):
        plan.campaign.status = CampaignStatus.PLANNED
    _record(session, "plan.choose", plan, account_id, now)


def undo_choice(
    session: Session, plan: CharterPlan, *, account_id: int | None, now: dt.datetime
) -> CharterPlan:
    """
    Drive the plan again that was driven before this one; return it.

    What was published of it is published again.

    Raises
    ------
    ChoiceStandsError
        When this plan is not driven, was the first, or has a published trip.
    CampaignClosedError
        When the campaign is closed.
    """
    expect_open(session, plan.campaign)
    before = session.get(CharterPlan, plan.replaced_id) if plan.replaced_id else None
    if (
        before is None
        or _find_driven(session, plan.campaign_id) is not plan
        or _is_published(session, plan)
    ):
        msg = f"Plan {plan.id} stays as it is."
        raise ChoiceStandsError(msg)
    _drive(session, before)
    plan.replaced_id = None
    if _is_published(session, before):
        plan.campaign.status = CampaignStatus.PUBLISHED
    _record(session, "plan.unchoose", plan, account_id, now)
    return before


def write_notes(
    session: Session,
    plan: CharterPlan,
    notes: str,
    *,
    seen_at: dt.datetime,
    account_id: int | None,
    now: dt.datetime,
) -> None:
    """
    Keep what the dispatcher notes of a plan.

    Raises
    ------
    StaleError
        When the plan was changed since it was shown.
    """
    claim(session, plan, seen_at, now)
    plan.notes = notes
    _record(session, "plan.notes", plan, account_id, now)


def _find_driven(session: Session, campaign_id: int) -> CharterPlan | None:
    """Return the campaign's driven plan as the database has it now."""
    return session.scalars(
        select(CharterPlan)
        .where(CharterPlan.campaign_id == campaign_id, CharterPlan.is_chosen)
        .execution_options(populate_existing=True)
    ).one_or_none()


def _drive(session: Session, plan: CharterPlan) -> None:
    """Mark this plan as driven, and no other of its campaign."""
    session.execute(
        update(CharterPlan)
        .where(CharterPlan.campaign_id == plan.campaign_id, CharterPlan.is_chosen)
        .values(is_chosen=False)
        .execution_options(synchronize_session="fetch")
    )
    plan.is_chosen = True
    session.flush()


def _is_published(session: Session, plan: CharterPlan) -> bool:
    published = select(Trip.id).where(
        Trip.plan_id == plan.id, Trip.status == TripStatus.PUBLISHED
    )
    return session.scalar(published.limit(1)) is not None


def _record(
    session: Session,
    action: str,
    plan: CharterPlan,
    account_id: int | None,
    now: dt.datetime,
) -> None:
    audit.record(
        session,
        action,
        plan,
        account_id=account_id,
        now=now,
        detail={"campaign": plan.campaign_id},
    )
