"""
Why a party rides where it rides, and what would carry one that stays behind.

The planner answers both and prices what it offers, see docs/planning/answers.md. A
remedy that is taken makes a new plan; the one it came from stays as it is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from models import CharterPlan, PlanStatus
from routing.by_train import TrainPlace, board
from routing.check import check
from routing.explain import Help, Remedy, explain, explain_train, what_would_help
from routing.joining import join
from routing.offers import searched
from routing.replan import MoreCoaches
from routing.what_if import OtherOccupancy, WiderWindow, widened, with_change
from webapp.services import audit
from webapp.services.closing import expect_open
from webapp.services.drafts import coaches_on_offer, store
from webapp.services.planning import offered_coach
from webapp.services.plans import GAP_WANTED, choose_plan
from webapp.services.publishing import held_on
from webapp.services.rules import CampaignRules
from webapp.services.versions import claim
from webapp.services.what_if import Change, Kind
from webapp.services.windows import set_window

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from models import Party, Trip
    from routing import problem as routing
    from routing.explain import Ride, TrainRide
    from routing.joining import Joining
    from routing.plan import Plan
    from routing.problem import Problem
    from webapp.services.restoring import PlanReader, Restored


# Who lives farther off takes the train rather than a local bus to a coach.
FARTHEST_STOP_M = 150_000


class GoneError(Exception):
    """The remedy is not there any more: the plan or its people have changed."""


@dataclass(frozen=True, slots=True)
class Why:
    """
    A party on a trip: what it costs there, and its cheapest other place.

    Who goes by train: what it costs on all of the way, and its cheapest other way.

    Parameters
    ----------
    marginal_cents
        What the trip costs more with it than without; None where it cannot be driven
        without.
    elsewhere
        The number of the trip of the cheapest other place, 0 for a coach of its own;
        None where there is no other place.
    extra_cents
        What that place would cost more.
    train
        The name of the train of the cheapest other place; empty for a coach.
    """

    party_id: int
    riders: int
    marginal_cents: int | None
    elsewhere: int | None
    extra_cents: int | None
    train: str = ""


def why(session: Session, reader: PlanReader, trip: Trip) -> list[Why]:
    """
    Return for every party on a trip why it is there, the dearest first.

    Empty for coaches to and from trains where trains are not changed by hand; see
    ``Restored``.
    """
    restored = reader.read(session, trip.plan)
    start, problem = restored.start, _problem(restored)
    if trip.block_id is not None:
        train = start.train(str(trip.block_id))
        by_train = {on.party for on in train.riders} if train else set()
        aboard = sorted(
            str(booking.party_id)
            for booking in held_on(session, trip)
            if str(booking.party_id) in by_train
        )
        found = [
            _why(ride, restored)
            for party in aboard
            if (ride := explain_train(problem, start.plan, party, most=1)) is not None
        ]
    elif trip.number in start.numbers:
        at = start.index(trip.number)
        found = [
            _why(ride, restored)
            for stop in start.plan.trips[at].stops
            for on in stop.board
            for ride in explain(problem, start.plan, on.party, most=1)
            if ride.trip == at
        ]
    else:
        found = []
    return sorted(found, key=lambda one: -(one.marginal_cents or 0))


def list_remedies(
    session: Session, reader: PlanReader, plan: CharterPlan, party: Party
) -> list[Help]:
    """
    Return what would carry a party that stays behind, the cheapest first.

    Empty for who rides, and where the planner does not know where they live.
    """
    restored = reader.read(session, plan)
    problem, start = _problem(restored), restored.start.plan
    if all(known.id != str(party.id) for known in problem.parties):
        return []
    offered = what_would_help(
        problem,
        start,
        str(party.id),
        _larger(session, CampaignRules.of(plan.rules), problem),
    )
    # Nobody is sent to a station by themselves: a coach brings them.
    stations = {block.hub for block in problem.trains.blocks} | {
        block.station for block in problem.trains.blocks
    }
    return [
        one
        for one in offered
        if one.remedy is not Remedy.NEXT_PLACE
        or (one.amount <= FARTHEST_STOP_M and one.name not in stations)
    ]


def tap_of(remedy: Help) -> str:
    """Return a remedy as the value of a button."""
    return f"{remedy.remedy}:{remedy.amount}:{remedy.name}"


def take_remedy(
    session: Session,
    reader: PlanReader,
    plan: CharterPlan,
    party: Party,
    tap: str,
    *,
    seen_at: dt.datetime,
    account_id: int | None,
    now: dt.datetime,
) -> CharterPlan:
    """
    Make a new plan in which a party has the place that a remedy opens; return it.

    Who rides already keeps trip, seats and code. Who agrees to another day of the
    campaign may travel on it in later plans too. Where the plan is driven and nobody
    was told of it yet, the new one is driven instead, which can be undone.

    Raises
    ------
    StaleError
        When the plan was changed since it was shown; a second tap makes no second plan.
    GoneError
        When the remedy is not there any more.
    """
    expect_open(session, plan.campaign)
    claim(session, plan, seen_at, now)
    restored = reader.read(session, plan)
    offered = list_remedies(session, reader, plan, party)
    remedy = next((one for one in offered if tap_of(one) == tap), None)
    if remedy is None or remedy.added_cents is None:
        raise GoneError
    start, known = restored.start, _problem(restored)
    rules = CampaignRules.of(plan.rules)
    problem = _remedied(
        known,
        str(party.id),
        remedy,
        _larger(session, rules, restored.editor.problem),
    )
    joined = _joined(problem, start.plan, remedy)
    if set(check(problem, joined)) - set(check(known, start.plan)):
        raise GoneError
    numbers, last = start.numbers, start.last
    if len(joined.trips) > len(numbers):
        last += 1
        numbers = (*numbers, last)
    draft = replace(
        restored.drafted(joined, numbers, last, problem),
        is_optimal=False,
        lower_bound_cents=None,
        gap=None,
    )
    made = CharterPlan(
        campaign_id=plan.campaign_id,
        time_limit_s=0.0,
        gap_wanted=GAP_WANTED,
        seed=plan.seed,
        with_unheard=plan.with_unheard,
        rules=_rules(rules, remedy).stored(),
        compared_id=plan.id,
        status=PlanStatus.DONE,
        requested_by_id=account_id,
    )
    if remedy.remedy is Remedy.ANOTHER_DAY:
        _agree_on(session, party, date_of(remedy, problem), now)
    session.add(made)
    session.flush()
    store(session, made, draft, now, like=plan)
    audit.record(
        session,
        "plan.remedy",
        made,
        account_id=account_id,
        now=now,
        detail={"from": plan.id, "party": party.id, "remedy": remedy.remedy},
    )
    if plan.is_chosen and not plan.campaign.is_public:
        choose_plan(session, made, account_id=account_id, now=now)
    return made


def _agree_on(session: Session, party: Party, date: dt.date, now: dt.datetime) -> None:
    """Widen the window of a party by a day of its campaign, and those between."""
    if not party.campaign.travels_on(date):
        return
    first, last = party.days
    set_window(session, party, min(first, date), max(last, date), now=now)


def date_of(remedy: Help, problem: Problem) -> dt.date:
    """Return the day on which a remedy's place is."""
    if remedy.by_train is not None:
        block = remedy.by_train.block
        return next(b.service_date for b in problem.trains.blocks if b.id == block)
    assert remedy.joining is not None
    return remedy.joining.after.service_date


def _joined(problem: Problem, plan: Plan, remedy: Help) -> Plan:
    """Return the plan with the party in a remedy's place."""
    if remedy.by_train is not None:
        return board(problem, plan, remedy.by_train)
    assert remedy.joining is not None
    return join(problem, plan, remedy.joining)


def _problem(restored: Restored) -> Problem:
    """Return the problem of a plan whose coaches leave when others of it do."""
    return searched(restored.editor.problem, restored.start)


def _why(ride: Ride | TrainRide, restored: Restored) -> Why:
    elsewhere, train = None, ""
    places: list[Joining | TrainPlace] = [*ride.elsewhere[:1], *ride.by_train[:1]]
    best = min(places, key=lambda one: one.added_cents, default=None)
    if isinstance(best, TrainPlace):
        train = restored.names.trains[best.block]
    elif best is not None:
        elsewhere = 0 if best.trip is None else restored.start.numbers[best.trip]
    return Why(
        party_id=int(ride.party),
        riders=ride.riders,
        marginal_cents=ride.marginal_cents,
        elsewhere=elsewhere,
        extra_cents=ride.extra_cents,
        train=train,
    )


def _larger(
    session: Session, rules: CampaignRules, problem: Problem
) -> list[routing.CoachType]:
    """Return one of each coach that operators offer and the plan's fleet has not."""
    fleet = {coach.id for coach in problem.fleet}
    return [
        offered_coach(coach, rules, 1)
        for coach in coaches_on_offer(session, CampaignRules())
        if str(coach.id) not in fleet
    ]


def _remedied(
    problem: Problem,
    party_id: str,
    remedy: Help,
    larger: Sequence[routing.CoachType],
) -> Problem:
    """Return the problem that a remedy's place keeps the rules of."""
    match remedy.remedy:
        case Remedy.FULLER_COACHES:
            return with_change(problem, OtherOccupancy(remedy.amount / 100))
        case Remedy.ONE_MORE_COACH:
            return with_change(problem, MoreCoaches(remedy.name))
        case Remedy.LARGER_COACH:
            hired = (coach for coach in larger if coach.id == remedy.name)
            return replace(problem, fleet=(*problem.fleet, *hired))
        case Remedy.ANOTHER_DAY | Remedy.NEXT_PLACE:
            return replace(
                problem,
                parties=tuple(
                    _agreeing(problem, party, remedy) if party.id == party_id else party
                    for party in problem.parties
                ),
            )
        case _:
            return problem


def _agreeing(problem: Problem, party: routing.Party, remedy: Help) -> routing.Party:
    """Return a party that agrees to another day or to another place."""
    if remedy.remedy is Remedy.NEXT_PLACE:
        return replace(party, alternatives=(*party.alternatives, remedy.name))
    days = remedy.amount
    change = WiderWindow(party.id, days_before=days, days_after=days)
    return widened(problem, party, change)


def _rules(rules: CampaignRules, remedy: Help) -> CampaignRules:
    """Return the rules by which the new plan is made."""
    if remedy.remedy is Remedy.FULLER_COACHES:
        return replace(rules, occupancy=remedy.amount / 100)
    if remedy.remedy in (Remedy.ONE_MORE_COACH, Remedy.LARGER_COACH):
        return Change(Kind.COACHES, 1, int(remedy.name)).applied(rules)
    return rules
