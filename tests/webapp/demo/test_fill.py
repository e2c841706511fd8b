from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matcher.wording.checking import check
from models import (
    Account,
    Campaign,
    Employer,
    EmployerStatus,
    Party,
    PartyStatus,
    Rider,
    Role,
    Seeker,
    Site,
    Vacancy,
    VacancyStatus,
)
from routing.travel_times.great_circle import GreatCircle
from tests.webapp.demo.conftest import NOW, SMALL
from webapp.database import migrate, open_engine
from webapp.demo import coming
from webapp.demo.accounts import PASSWORD, list_demo_logins
from webapp.demo.fill import Contents, NotEmptyError, Sizes, contents, fill
from webapp.demo.travelled import NAME
from webapp.demo.wordbook import home_counties, industries, occupations, too_far
from webapp.services.accounts import sign_in
from webapp.services.plan_trains import by_train
from webapp.services.restoring import restore
from webapp.services.rules import CampaignRules
from webapp.services.travel_day.drives import direct_drive
from webapp.services.travel_day.reading import read_logs, trips_of_campaign

if TYPE_CHECKING:
    from pathlib import Path

    from matcher.places.gazetteer import Gazetteer

# Salted, or the clock's.
UNSEEDED = {"name_sealed", "phone_sealed", "id_number_sealed", "updated_at"}
CLOCKED = {"created_at"}  # where the generator does not give it


def rows_of(session: Session, table: type[Any]) -> list[dict[str, Any]]:
    """Every row as values, without what differs each time."""
    names = {column.name for column in table.__table__.c} - UNSEEDED
    if table is Employer:
        names -= CLOCKED
    return [
        {name: getattr(row, name) for name in sorted(names)}
        for row in session.scalars(select(table).order_by(table.id))
    ]


def count(session: Session, table: type[Any]) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_there_is_as_much_as_was_asked_for(district: Session) -> None:
    assert count(district, Employer) == count(district, Site) == 60
    assert count(district, Vacancy) == SMALL.vacancies
    assert count(district, Seeker) == SMALL.seekers
    # A quarter as many travelled yesterday; a sixteenth, half of that by train, and the
    # demo seeker's two ride soon.
    soon = SMALL.riders // 16
    riders = SMALL.riders + SMALL.riders // 4 + soon + soon // 2 + 2
    assert count(district, Rider) == riders
    assert district.scalar(select(func.sum(Party.size))) == riders


def test_a_title_promises_what_the_vacancy_offers(district: Session) -> None:
    promised = district.scalars(select(Vacancy).where(Vacancy.title.contains("包吃住")))
    found = [row.has_lodging and row.has_board for row in promised]
    assert found
    assert all(found)


def test_a_party_has_as_many_riders_as_its_size(district: Session) -> None:
    for party in district.scalars(select(Party)):
        assert len(party.riders) == party.size


def test_the_same_seed_gives_the_same_rows(
    tmp_path: Path, gazetteer: Gazetteer
) -> None:
    made = []
    for name in ("one", "two"):
        engine = open_engine(f"sqlite:///{tmp_path / name}.sqlite")
        migrate(engine)
        with Session(engine) as session:
            fill(session, gazetteer, now=NOW, sizes=SMALL, seed=3)
            tables = (Employer, Site, Vacancy, Seeker, Party)
            made.append([rows_of(session, table) for table in tables])
            made[-1].append(
                [
                    {"name": row.name, "phone": row.phone, "id": row.id_number}
                    for row in session.scalars(select(Rider).order_by(Rider.id))
                ]
            )
        engine.dispose()
    one, two = made
    assert one == two


def test_everybody_is_seen_to_be_made_up(district: Session) -> None:
    for employer in district.scalars(select(Employer)):
        assert employer.name.endswith("（示例）")
        assert (employer.credit_code or "").startswith("00999000")
        assert (employer.phone or "").startswith("154")
    for table in (Seeker, Rider):
        for person in district.scalars(select(table)):
            assert "示例" in (person.name or "")
            assert (person.phone or "154").startswith("154")
            assert (person.id_number or "999").startswith("999")


def test_every_home_county_is_a_place_of_that_name(gazetteer: Gazetteer) -> None:
    for home in (*home_counties(), *too_far()):
        place = gazetteer.place(home.code)
        assert place.short_name == home.name, home
        assert place.lat is not None


def test_every_occupation_is_looked_for_and_known() -> None:
    wanted = {name for industry in industries() for name in industry.occupations}
    assert wanted == set(occupations())


def test_no_posting_has_words_that_may_be_unlawful(district: Session) -> None:
    for vacancy in district.scalars(select(Vacancy)):
        found = check(f"{vacancy.title}。{vacancy.description}")
        assert [finding.phrase for finding in found] == []


def test_every_pay_that_is_written_is_understood(district: Session) -> None:
    for vacancy in district.scalars(select(Vacancy)):
        assert vacancy.is_negotiable or vacancy.pay_period, vacancy.pay_text


def test_only_verified_employers_have_live_postings(district: Session) -> None:
    for vacancy in district.scalars(
        select(Vacancy).where(Vacancy.status == VacancyStatus.LIVE)
    ):
        assert vacancy.employer.status is EmployerStatus.VERIFIED
        assert vacancy.valid_until > NOW.date()


def test_gates_lie_in_their_towns(district: Session) -> None:
    for site in district.scalars(select(Site)):
        assert abs(site.lat - (site.place.lat or 0)) < 0.02
        assert abs(site.lon - (site.place.lon or 0)) < 0.02


def test_most_parties_are_confirmed_and_some_are_not(district: Session) -> None:
    campaign = district.scalars(select(Campaign).order_by(Campaign.id)).all()[0]
    states = [party.status for party in campaign.parties]
    assert states.count(PartyStatus.CONFIRMED) > len(states) / 2
    assert set(states) > {PartyStatus.CONFIRMED}


def test_every_role_can_sign_in(district: Session) -> None:
    logins = list_demo_logins(district)
    roles = {sign_in(district, login, PASSWORD, now=NOW)[0].role for login in logins}
    assert roles == set(Role)


def test_an_empty_database_is_told_from_a_filled_one(
    session: Session, gazetteer: Gazetteer
) -> None:
    assert contents(session) is Contents.NOTHING
    fill(session, gazetteer, now=NOW, sizes=Sizes(vacancies=1, seekers=1, riders=1))
    assert contents(session) is Contents.DEMO


def test_demo_data_does_not_mix_with_what_is_there(
    session: Session, gazetteer: Gazetteer
) -> None:
    account = Account(login="a", display_name="a", password_hash="x", role=Role.ADMIN)
    session.add(account)
    session.flush()
    with pytest.raises(NotEmptyError):
        fill(session, gazetteer, now=NOW)
    assert count(session, Employer) == 0


def test_there_is_at_least_one_of_each() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Sizes(seekers=0)


def test_some_go_by_train_and_nobody_is_left_at_a_station(
    session: Session, gazetteer: Gazetteer
) -> None:
    sizes = Sizes(vacancies=1, seekers=1, riders=2000)
    fill(session, gazetteer, now=NOW, sizes=sizes, seed=7)
    campaign = session.scalars(
        select(Campaign).where(Campaign.name == coming.NAME)
    ).one()
    plan = campaign.chosen_plan
    assert plan is not None
    (train,) = by_train(plan.trips)
    assert (len(train.feeders), len(train.shuttles), train.riders) == (2, 2, 62)
    assert len(plan.trips) == 4 + 3
    rules = CampaignRules.of(campaign.rules)
    hub, station = dt.timedelta(seconds=rules.hub_s), dt.timedelta(seconds=rules.wait_s)
    for trip in train.feeders:
        assert trip.stops[-1].place_code == train.block.hub_code
        assert trip.stops[-1].departs_at <= train.block.departs_at - hub
    for trip in train.shuttles:
        assert trip.stops[0].place_code == train.block.station_code
        left_after = trip.departs_at - train.block.arrives_at
        assert dt.timedelta(seconds=rules.station_s) <= left_after <= station
    came, went = (
        {
            (booking.party_id, booking.seats)
            for trip in some
            for booking in trip.bookings
        }
        for some in (train.feeders, train.shuttles)
    )
    assert came == went
    for trip in plan.trips:
        assert trip.seats_taken < trip.seats_allowed
    assert plan.cost_cents == train.tickets_cents + sum(
        trip.cost_cents for trip in plan.trips
    )
    # So that the board shows the train, and people are put on it and taken off it.
    assert restore(session, plan, GreatCircle()).by_hand


def test_yesterdays_campaign_was_travelled(
    session: Session, gazetteer: Gazetteer
) -> None:
    sizes = Sizes(vacancies=1, seekers=1, riders=400)
    fill(session, gazetteer, now=NOW, sizes=sizes, seed=7)
    campaign = session.scalars(select(Campaign).where(Campaign.name == NAME)).one()
    assert campaign.first_date == NOW.date() - dt.timedelta(days=1)
    logs = read_logs(session, trips_of_campaign(session, campaign))
    assert sum(log.booked for log in logs) == 100
    for log in logs:
        assert log.is_counted
        assert log.passed == len(log.stops)
        (corridor, seconds) = direct_drive(log) or (None, 0)
        assert corridor is not None
        assert seconds > 0
