"""
What people who are signed in store, through the web: two gunicorn workers, two cores.

On a copy of the instance of ``bench.serving`` with 20,000 vacancies, SQLite. Each of 80
seekers applies and withdraws, keeps searches, and takes a seat on a coach and gives it
back; eight telephones note who is aboard. Eight clients, each request one write that is
committed when it is answered; what is stored is counted in the end.
"""

from __future__ import annotations

import datetime as dt
import http.client
import json
import re
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bench.serving import Answered, copied, cpu_s, request, send, served
from models import (
    Application,
    ApplicationStatus,
    BoardingEvent,
    Booking,
    BookingStatus,
    CampaignStatus,
    RideRequest,
    Role,
    SavedSearch,
    Seeker,
    Vacancy,
)
from tests.factories.campaigns import make_campaign, make_party
from tests.factories.postings import make_account, make_seeker
from tests.factories.riding import make_published_trip
from webapp.database import open_engine
from webapp.escort.blueprint import COOKIE as ESCORT
from webapp.security.sessions import COOKIE
from webapp.services.accounts import begin_session
from webapp.services.boarding import passes
from webapp.services.search_engine import today
from webapp.services.seats import take_seats
from webapp.services.showing import shown_on
from webapp.services.vacancy_posting import local_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from sqlalchemy import Engine

CLIENTS = 8
SEEKERS = 80
EACH = 5
TELEPHONES = 8
PEOPLE = 48
TARGET = "≥ 40/s, p95 ≤ 250 ms"
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Person:
    """A seeker in a browser: the cookies, and the token of the forms."""

    cookies: str
    token: str

    def post(self, path: str, **fields: Any) -> bytes:
        """Return a form as the browser sends it."""
        body = urlencode({"csrf_token": self.token, **fields})
        return request("POST", path, body, Cookie=self.cookies, Content_Type=FORM)


@dataclass(frozen=True, slots=True)
class Ground:
    """What is there before: who signs in, what they apply for, and two coaches."""

    sessions: dict[int, str]
    vacancies: list[int]
    ride: dict[str, Any]
    notes: list[bytes]


def main(_data: Path) -> None:
    """Write a table."""
    with copied() as (settings, _):
        engine = open_engine(settings.url)
        with Session(engine) as session:
            ground = _lay_ground(session, settings.signing_key())
            session.commit()
        with served(settings.var_dir) as port:
            _measure(engine, port, ground)
        engine.dispose()


def _lay_ground(session: Session, key: str) -> Ground:
    now = dt.datetime.now(dt.UTC)
    accounts = [make_account(session, Role.SEEKER) for _ in range(SEEKERS)]
    for account in accounts:
        make_seeker(session, account_id=account.id, home_place_code="411525")
    day = now + dt.timedelta(days=10)
    campaign = make_campaign(
        session, status=CampaignStatus.PUBLISHED, first_date=local_date(day)
    )
    later = make_published_trip(session, campaign=campaign, departs_at=day)
    gate = later.stops[-1].site
    make_published_trip(session, campaign=campaign, departs_at=day, site=gate)
    ride = {
        "site": later.stops[-1].site_id, "size": 1, "luggage": 1, "wheelchairs": 0,
        "home": "河南固始", "campaign": campaign.id, "days": 1, "name_0": "示例甲",
        "phone": "13800000001", "give": "door",
    }  # fmt: skip
    return Ground(
        {each.id: begin_session(session, each, now=now) for each in accounts},
        list(session.scalars(select(Vacancy.id).where(*shown_on(today(now))))),
        ride,
        _notes(session, key, now),
    )


def _notes(session: Session, key: str, now: dt.datetime) -> list[bytes]:
    """Return what the telephones send of a full coach that leaves now."""
    trip = make_published_trip(
        session, departs_at=now, arrives_at=now + dt.timedelta(hours=9)
    )
    for _ in range(PEOPLE // 4):
        party = make_party(session, trip.plan.campaign, site=trip.stops[-1].site)
        take_seats(session, trip, party)
    people = [
        (party_id, place)
        for party_id in session.scalars(
            select(Booking.party_id).where(Booking.trip_id == trip.id)
        )
        for place in range(1, 5)
    ]
    giver = make_account(session, Role.DISPATCHER).id
    sent = []
    for telephone in range(TELEPHONES):
        given = passes.give_escort(
            session, trip, f"示例{telephone}", account_id=giver, now=now
        )
        cookie = f"{ESCORT}={passes.token(given, key)}"
        sent += [
            request(
                "POST",
                f"/board/{trip.id}/notes",
                json.dumps({"notes": [_aboard(f"telephone-{telephone}", *person)]}),
                Cookie=cookie,
                Content_Type="application/json",
            )
            for person in people
        ]
    return sent


def _aboard(telephone: str, party_id: int, place: int) -> dict[str, Any]:
    number = f"{telephone}-{party_id}-{place}"
    return {"id": number, "what": "aboard", "party": party_id, "place": place}


def _measure(engine: Engine, port: int, ground: Ground) -> None:
    people = {id_: _browser(port, token) for id_, token in ground.sessions.items()}
    several = list(people.values()) * EACH
    ids = iter(ground.vacancies)
    sent = Application.status == ApplicationStatus.SENT
    held = Booking.status == BookingStatus.HELD
    sys.stdout.write(
        "| what | writes/s | p50 ms | p95 ms | p99 ms | CPU ms | asked |\n"
        "|---|---|---|---|---|---|---|\n"
    )
    measured = []

    def write(
        what: str, requests: Sequence[bytes], stored: Any, more: int, status: int = 302
    ) -> None:
        """Report, and stop where what was answered is not stored."""
        before, took = _count(engine, stored), cpu_s()
        found = send(port, requests, CLIENTS, status)
        took = 1000 * (cpu_s() - took) / len(requests)
        if (grown := _count(engine, stored) - before) != more:
            msg = f"{what}: expected {more} rows more, got {grown}."
            raise RuntimeError(msg)
        measured.append(found)
        _row(what, found, f"{took:.1f}")

    applying = [each.post(f"/me/vacancies/{next(ids)}/apply") for each in several]
    write("applying", applying, sent, len(several))
    withdrawing = [
        people[account_id].post(f"/me/applications/{number}/withdraw")
        for account_id, number in _own(engine, people, Application)
    ]
    write("withdrawing", withdrawing, sent, -len(several))
    keeping = [
        each.post("/me/searches/new", name=f"缝纫工 {i}", frequency="daily",
                  address=f"q=缝纫工&pay={5000 + i}")
        for i, each in enumerate(several)
    ]  # fmt: skip
    write("keeping a search", keeping, SavedSearch.id.is_not(None), len(several))
    booking = [each.post("/me/rides/new", **ground.ride) for each in people.values()]
    write("taking a seat", booking, held, len(people))
    giving_back = [
        people[account_id].post(f"/me/rides/{number}/cancel")
        for account_id, number in _own(engine, people, RideRequest)
    ]
    write("giving it back", giving_back, held, -len(people))
    write(
        "noting who is aboard",
        ground.notes,
        BoardingEvent.id.is_not(None),
        len(ground.notes),
        200,
    )
    seconds = sorted(each for one in measured for each in one.seconds)
    _row("all of them", Answered(sum(one.wall_s for one in measured), seconds), "–")


def _browser(port: int, session: str) -> Person:
    """Return a seeker who has opened a page with a form."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    signed_in = f"{COOKIE}={session}"
    connection.request("GET", "/me/searches/new", headers={"Cookie": signed_in})
    answer = connection.getresponse()
    page = answer.read().decode()
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    if found is None:
        msg = f"No form for who is signed in: HTTP {answer.status}."
        raise RuntimeError(msg)
    given = (answer.getheader("Set-Cookie") or "").partition(";")[0]
    return Person(f"{signed_in}; {given}", found[1])


def _own(engine: Engine, people: Iterable[int], table: Any) -> Sequence[Any]:
    """Return by whom each row is, by account, and its number."""
    with Session(engine) as session:
        return session.execute(
            select(Seeker.account_id, table.id)
            .join(table.seeker)
            .where(Seeker.account_id.in_(people))
        ).all()


def _count(engine: Engine, condition: Any) -> int:
    with Session(engine) as session:
        return session.scalar(select(func.count()).where(condition)) or 0


def _row(what: str, found: Answered, took: str) -> None:
    times = " | ".join(f"{found.at_ms(share):.0f}" for share in (0.5, 0.95, 0.99))
    sys.stdout.write(f"| {what} | {found.rate:.0f} | {times} | {took} | {TARGET} |\n")
    sys.stdout.flush()
