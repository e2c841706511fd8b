from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models import Campaign, PartyStatus
from routing import Problem, check
from routing.joining import carried
from routing.travel_times.great_circle import GreatCircle
from tests.factories.campaigns import (
    NOW,
    make_campaign,
    make_coach_type,
    make_party,
    make_plan,
    make_site,
)
from webapp.services.campaigns import set_party_status
from webapp.services.drafts import store
from webapp.services.planning import make_problem, solve, task_of
from webapp.services.stored_plans import read_plan, read_trips, trips_driven

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from models import CharterPlan

COUNTIES = ("411525", "411526", "411528")


@pytest.fixture
def plan(session: Session) -> CharterPlan:
    """A stored plan of nine parties that leave at seven with half the seats."""
    campaign = make_campaign(session, rules={"occupancy": 0.5, "depart_at": "07:00"})
    sites = [make_site(session) for _ in range(2)]
    for number in range(9):
        make_party(
            session,
            campaign,
            size=3 + number % 5,
            pickup_place_code=COUNTIES[number % 3],
            site=sites[number % 2],
            riders=[],
        )
    make_coach_type(session)
    plan = make_plan(session, campaign)
    draft = solve(
        task_of(session, plan), GreatCircle(), time_limit_s=3600, gap=0.05, seed=1
    )
    store(session, plan, draft, NOW)
    return plan


def _problem(session: Session, plan: CharterPlan) -> Problem:
    return make_problem(task_of(session, plan), GreatCircle())


def test_a_stored_plan_is_read_as_it_was_planned(
    session: Session, plan: CharterPlan
) -> None:
    problem = _problem(session, plan)
    read = read_plan(problem, trips_driven(session, plan))
    assert check(problem, read) == []
    assert (read.cost_cents, read.riders) == (plan.cost_cents, 43)
    assert {trip.departs_s for trip in read.trips} == {7 * 3600}


def test_a_plan_is_read_by_its_own_rules_not_by_those_of_today(
    session: Session, plan: CharterPlan
) -> None:
    plan.campaign.rules = {"occupancy": 1.0}
    assert _problem(session, plan).rules.occupancy == 0.5


def test_who_gave_up_is_not_aboard_any_more(
    session: Session, plan: CharterPlan
) -> None:
    campaign: Campaign = plan.campaign
    party = campaign.parties[0]
    set_party_status(
        session,
        party,
        PartyStatus.GAVE_UP,
        seen_at=party.updated_at,
        account_id=None,
        now=NOW,
    )
    trips = read_trips(_problem(session, plan), trips_driven(session, plan))
    assert str(party.id) not in carried(trips)
    assert sum(trip.riders for trip in trips) == 43 - party.size
