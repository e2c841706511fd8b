from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from models import AuditEvent, Campaign, CampaignStatus, PartyStatus, PlanStatus
from tests.factories.campaigns import (
    NOW,
    make_campaign,
    make_coach_type,
    make_driven_trip,
    make_party,
    make_plan,
)
from webapp.services.planning import gather
from webapp.services.plans import (
    ChoiceStandsError,
    NobodyConfirmedError,
    NothingFoundError,
    PlanRunningError,
    begin,
    choose_plan,
    fail,
    find_unfinished,
    is_stop_wanted,
    list_queued,
    request_plan,
    stop_plan,
    undo_choice,
    write_notes,
)
from webapp.services.publishing import publish
from webapp.services.versions import StaleError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from models import CharterPlan


@pytest.fixture
def campaign(session: Session) -> Campaign:
    campaign = make_campaign(session)
    make_party(session, campaign)
    return campaign


def _request(session: Session, campaign: Campaign) -> CharterPlan:
    return request_plan(session, campaign, time_limit_s=10, account_id=None, now=NOW)


def test_a_run_waits_in_the_queue_and_is_recorded(
    session: Session, campaign: Campaign
) -> None:
    plan = _request(session, campaign)
    assert (plan.status, plan.workflow_id) == (PlanStatus.QUEUED, f"plan-{plan.id}")
    assert list_queued(session) == [plan]
    assert find_unfinished(session, campaign) == plan
    assert session.scalars(select(AuditEvent.action)).all() == ["plan.request"]


def test_one_run_of_a_campaign_at_a_time(session: Session, campaign: Campaign) -> None:
    _request(session, campaign)
    with pytest.raises(PlanRunningError):
        _request(session, campaign)


def test_nobody_confirmed_means_nothing_to_plan(session: Session) -> None:
    campaign = make_campaign(session)
    make_party(session, campaign, status=PartyStatus.NO_ANSWER)
    with pytest.raises(NobodyConfirmedError):
        _request(session, campaign)


@pytest.mark.parametrize("time_limit_s", [0, 1e9, float("nan")])
def test_a_time_limit_out_of_range_is_refused(
    session: Session, campaign: Campaign, time_limit_s: float
) -> None:
    with pytest.raises(ValueError, match="time limit"):
        request_plan(
            session, campaign, time_limit_s=time_limit_s, account_id=None, now=NOW
        )


def test_a_run_stopped_in_the_queue_never_begins(
    session: Session, campaign: Campaign
) -> None:
    plan = _request(session, campaign)
    assert stop_plan(session, plan, account_id=None, now=NOW)
    assert plan.finished_at == NOW
    assert not begin(session, plan)
    assert not stop_plan(session, plan, account_id=None, now=NOW)


def test_a_running_run_hears_that_it_shall_stop(
    session: Session, campaign: Campaign
) -> None:
    plan = _request(session, campaign)
    assert begin(session, plan)
    assert not is_stop_wanted(session, plan.id)
    assert stop_plan(session, plan, account_id=None, now=NOW)
    assert is_stop_wanted(session, plan.id)
    assert plan.finished_at is None


def test_a_run_that_a_killed_worker_had_begun_begins_again(
    session: Session, campaign: Campaign
) -> None:
    plan = _request(session, campaign)
    assert begin(session, plan)
    assert begin(session, plan)


def test_a_failed_run_says_why_and_makes_room_for_the_next(
    session: Session, campaign: Campaign
) -> None:
    plan = _request(session, campaign)
    fail(session, plan, "No coach type is on offer.", NOW)
    assert (plan.status, plan.message) == (
        PlanStatus.FAILED,
        "No coach type is on offer.",
    )
    _request(session, campaign)


def test_one_plan_of_a_campaign_is_chosen(session: Session) -> None:
    trip = make_driven_trip(session)
    first, campaign = trip.plan, trip.plan.campaign
    second = make_driven_trip(session, plan=make_plan(session, campaign)).plan
    for plan in (first, second):
        plan.finished_at = NOW
        choose_plan(session, plan, account_id=None, now=NOW)
    assert (first.is_chosen, second.is_chosen) == (False, True)
    assert campaign.chosen_plan == second
    assert campaign.status is CampaignStatus.PLANNED


def test_a_plan_without_trips_cannot_be_chosen(
    session: Session, campaign: Campaign
) -> None:
    plan = make_plan(session, campaign, finished_at=NOW)
    with pytest.raises(NothingFoundError):
        choose_plan(session, plan, account_id=None, now=NOW)


def test_who_was_not_heard_of_is_planned_only_where_one_says_so(
    session: Session,
) -> None:
    campaign = make_campaign(session)
    make_coach_type(session)
    unheard = [
        make_party(session, campaign, status=status)
        for status in (PartyStatus.NEW, PartyStatus.NO_ANSWER)
    ]
    make_party(session, campaign, status=PartyStatus.GAVE_UP)
    with pytest.raises(NobodyConfirmedError):
        request_plan(session, campaign, time_limit_s=5, account_id=None, now=NOW)
    plan = request_plan(
        session, campaign, time_limit_s=5, with_unheard=True, account_id=None, now=NOW
    )
    task = gather(session, campaign, plan.planned_states)
    assert [party.id for party in task.parties] == [str(p.id) for p in unheard]
    assert gather(session, campaign).parties == ()


def test_undoing_a_choice_drives_the_earlier_plan_again(session: Session) -> None:
    first, second = _two_plans(session)
    choose_plan(session, first, account_id=None, now=NOW)
    publish(session, first, account_id=None, now=NOW)
    choose_plan(session, second, account_id=None, now=NOW)
    assert first.campaign.status is CampaignStatus.PLANNED
    assert undo_choice(session, second, account_id=None, now=NOW) is first
    assert first.campaign.chosen_plan is first
    # Its trips were published and still are.
    assert first.campaign.status is CampaignStatus.PUBLISHED
    with pytest.raises(ChoiceStandsError):
        undo_choice(session, second, account_id=None, now=NOW)


def test_the_choice_of_a_published_plan_stands(session: Session) -> None:
    first, second = _two_plans(session)
    for plan in (first, second):
        choose_plan(session, plan, account_id=None, now=NOW)
    publish(session, second, account_id=None, now=NOW)
    for plan in (first, second):
        with pytest.raises(ChoiceStandsError):
            undo_choice(session, plan, account_id=None, now=NOW)


def test_notes_of_a_colleague_are_not_overwritten(session: Session) -> None:
    plan, _ = _two_plans(session)
    seen_at = plan.updated_at
    write_notes(session, plan, "王师傅说好", seen_at=seen_at, account_id=None, now=NOW)
    with pytest.raises(StaleError):
        write_notes(session, plan, "", seen_at=seen_at, account_id=None, now=NOW)
    assert plan.notes == "王师傅说好"


def test_a_run_keeps_the_rules_it_was_asked_for_with(
    session: Session, campaign: Campaign
) -> None:
    campaign.rules = {"occupancy": 0.5}
    plan = _request(session, campaign)
    campaign.rules = {"occupancy": 1.0}
    session.flush()
    session.refresh(plan)
    assert plan.rules == {"occupancy": 0.5}


def _two_plans(session: Session) -> tuple[CharterPlan, CharterPlan]:
    first = make_driven_trip(session).plan
    second = make_driven_trip(session, plan=make_plan(session, first.campaign)).plan
    first.finished_at = second.finished_at = NOW
    session.flush()
    return first, second
