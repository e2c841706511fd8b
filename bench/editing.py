"""
A plan of 2,000 riders changed by hand: from the drop of a party to the page's answer.

The dispatcher's requests are sent to the app in this process, as its script sends them:
a party to another coach or to none, seeded, every fourth step undone. The answer holds
what the judge says, the costs and the cards that differ. Beside the clock stands what
the processor took, which other work on the machine changes little.

The same again for a plan with two trains, on which parties were put before: every
second party that is moved is put on a train or taken off one. Where no coach brings it
in time it stays, and the answer says so; those answers have a line of their own.
"""

from __future__ import annotations

import datetime as dt
import random
import re
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.places.gazetteer import Gazetteer
from models import Campaign, CharterPlan, CoachType, Role
from webapp.app import create_app
from webapp.config import Settings
from webapp.database import migrate, open_engine
from webapp.demo.accounts import PASSWORD, PREFIX
from webapp.demo.campaign import NAME
from webapp.demo.fill import Sizes, fill
from webapp.demo.prepare import plan_demo_campaign
from webapp.extensions import limiter
from webapp.services import trains
from webapp.services.places import ensure_place
from webapp.services.rules import LOCAL_TIME
from webapp.services.train_seats import riders_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask
    from flask.testing import FlaskClient

    from models import Place

SIZES: Final = Sizes(vacancies=50, seekers=10, riders=2_000)
PLAN_S: Final = 20.0
CHANGES: Final = 200
BY_TRAIN: Final = 40  # parties that are put on trains before the clock runs
QUESTIONS: Final = 40
PROMISED_MS: Final = 300
CHIP: Final = re.compile(r'data-party="(\d+)" data-out-of="([\w-]+)"')
TRIP: Final = re.compile(r'id="trip-(\d+)"')
TRAIN: Final = re.compile(r'data-drop="(train-\d+)"')
# Where people of many counties board, and the counties of their stations.
HUBS: Final = (
    ("潢川站", "411526", 32.14, 115.03),
    ("阜阳西站", "341204", 32.93, 115.77),
)
STATION: Final = ("苏州南站", "320509", 31.0, 120.66)
SEATS, SEAT_YUAN, SHUTTLES = 200, 60, 8
SCRIPT: Final = {"Accept": "application/json"}


def main(_data: Path) -> None:
    """Fill and plan an instance, without trains and with, change both, write tables."""
    limiter.enabled = False
    sys.stdout.write(
        f"{CHANGES} changes; promised: an answer within {PROMISED_MS} ms (p95).\n"
    )
    for with_trains in (False, True):
        with tempfile.TemporaryDirectory() as folder:
            _run(Path(folder), with_trains=with_trains)


def _run(folder: Path, *, with_trains: bool) -> None:
    with planned(folder, with_trains=with_trains) as (app, _, plan_id):
        _measure(app.test_client(), f"/dispatch/plans/{plan_id}/edit")


@contextmanager
def planned(folder: Path, *, with_trains: bool) -> Iterator[tuple[Flask, int, int]]:
    """Fill an instance, plan its campaign; give app, campaign's id and plan's id."""
    settings = Settings(
        var_dir=folder,
        secret_key="bench",
        encoder="hashing",
        build_dir=Path(__file__).parents[1] / "build",
    )
    engine = open_engine(settings.url)
    app = create_app(settings)
    migrate(engine)
    now = dt.datetime.now(dt.UTC)
    with Session(engine) as session:
        gazetteer = Gazetteer.load(settings.build_dir / "places")
        fill(session, gazetteer, now=now, sizes=SIZES)
        if with_trains:
            _add_trains(session, gazetteer, now)
        session.commit()
    plan_demo_campaign(engine, settings, lambda _: None, now=now, time_limit_s=PLAN_S)
    with Session(engine) as session:
        chosen = session.scalars(select(CharterPlan).where(CharterPlan.is_chosen))
        plan = max(chosen, key=lambda plan: len(plan.trips))
        ids = plan.campaign_id, plan.id
        coaches = [trip for trip in plan.trips if trip.block_id is None]
        direct = sum(trip.seats_taken for trip in coaches)
        by_train = sum(riders_of(session, plan).values())
    sys.stdout.write(
        f"\n{direct} riders in {len(coaches)} coaches, {by_train} by train.\n"
    )
    yield app, *ids
    engine.dispose()


def _add_trains(session: Session, gazetteer: Gazetteer, now: dt.datetime) -> None:
    """Give the campaign to be planned two night trains and coaches where they stop."""
    campaign = session.scalars(select(Campaign).where(Campaign.name == NAME)).one()

    def station(name: str, county: str, lat: float, lon: float) -> Place:
        return trains.add_station(
            session,
            name=name,
            county=ensure_place(session, gazetteer, county),
            lat=lat,
            lon=lon,
            account_id=None,
            now=now,
        )

    there = station(*STATION)
    leaves = dt.datetime.combine(campaign.first_date, dt.time(18), LOCAL_TIME)
    for number, hub in enumerate(HUBS):
        ride = trains.Ride(
            name=f"K{number + 1}",
            hub_code=station(*hub).code,
            station_code=there.code,
            departs_at=leaves.astimezone(dt.UTC),
            arrives_at=(leaves + dt.timedelta(hours=12)).astimezone(dt.UTC),
            seats=SEATS,
            seat_cents=100 * SEAT_YUAN,
        )
        trains.add_block(session, campaign, ride, account_id=None, now=now)
    coach = session.scalars(select(CoachType).order_by(CoachType.id)).first()
    assert coach is not None
    trains.add_shuttle(
        session, campaign, there, coach, SHUTTLES, account_id=None, now=now
    )


def _measure(client: FlaskClient, address: str) -> None:
    page = client.get("/login").text
    csrf = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    login = {"login": f"{PREFIX}{Role.DISPATCHER}", "password": PASSWORD}
    client.post("/login", data={"csrf_token": csrf[1] if csrf else "", **login})
    chance = random.Random(0)
    pages = [_timed(lambda: client.get(address)) for _ in range(5)]
    text = client.get(address).text
    token, csrf_token = (
        found[1] if (found := re.search(rf'data-{name}="([^"]+)"', text)) else ""
        for name in ("token", "csrf")
    )
    places = dict(CHIP.findall(text))
    numbers, blocks = TRIP.findall(text), TRAIN.findall(text)
    for n in range(BY_TRAIN if blocks else 0):
        party = sorted(places)[n]
        moved = {"kind": "move", "party": party, "out_of": places[party]}
        answer = client.post(
            address,
            data={
                "csrf_token": csrf_token,
                "seen": token,
                "trip": blocks[n % len(blocks)],
                **moved,
            },
            headers=SCRIPT,
        ).json
        if not answer or answer.get("refused"):
            continue
        token = answer["token"]
        places |= dict(CHIP.findall("".join(answer["parts"].values())))
    if blocks:
        riding = sum(place in blocks for place in places.values())
        sys.stdout.write(f"{riding} parties are on trains when the clock starts.\n")
    sys.stdout.write(
        "\n| what | times | first ms | p50 ms | p95 ms | longest ms | CPU p95 ms |\n"
        "|---|---|---|---|---|---|---|\n"
    )
    times: dict[str, list[tuple[float, float]]] = {
        "move": [],
        "by train": [],
        "refused": [],
        "undo": [],
    }
    for n in range(CHANGES):
        data = {"csrf_token": csrf_token, "seen": token}
        kind, path = "move", address
        if n % 4 == 3:
            kind, path = "undo", f"{address}/undo"
        else:
            party = chance.choice(sorted(places))
            here = places[party]
            ends = blocks if blocks and n % 2 else ["0", *numbers]
            to = chance.choice([t for t in ends if t != here] or ["0"])
            kind = "by train" if {here, to} & set(blocks) else "move"
            data |= {"kind": "move", "party": party, "trip": to}
            data["out_of"] = places[party]
        told: dict[str, Any] = {}

        def send(
            path: str = path, data: dict[str, str] = data, told: dict[str, Any] = told
        ) -> None:
            answer = client.post(path, data=data, headers=SCRIPT)
            told |= answer.json or {}

        took = _timed(send)
        times["refused" if told.get("refused") else kind].append(took)
        if told.get("refused") and blocks:
            continue
        if "token" not in told:
            msg = f"Expected a change, got {told}."
            raise RuntimeError(msg)
        token = told["token"]
        drawn = "".join(
            [*filter(None, told["cards"].values()), *told["parts"].values()]
        )
        places |= dict(CHIP.findall(drawn))
        numbers = sorted({t for t in numbers if told["cards"].get(t, "") is not None})
    _row("the page", pages)
    _row("a party is moved", times["move"])
    if blocks:
        _row("a party is put on a train or taken off", times["by train"])
        _row("no coach brings it in time", times["refused"])
    _row("a change is undone", times["undo"])
    some = chance.sample(sorted(places), QUESTIONS)
    _row(
        "its best places are asked for",
        [
            _timed(
                lambda party=party: client.get(
                    f"{address}/parties/{party}?at={places[party]}"
                )
            )
            for party in some
        ],
    )


def _timed(do: Callable[[], object]) -> tuple[float, float]:
    """Return the milliseconds on the clock and of the processor."""
    began, worked = time.perf_counter(), time.process_time()
    do()
    return 1e3 * (time.perf_counter() - began), 1e3 * (time.process_time() - worked)


def _row(what: str, times: list[tuple[float, float]]) -> None:
    if not times:
        sys.stdout.write(f"| {what} | 0 | | | | | |\n")
        return
    clock = sorted(ms for ms, _ in times)
    cpu = sorted(ms for _, ms in times)
    sys.stdout.write(
        f"| {what} | {len(times)} | {times[0][0]:.0f} | {_at(clock, 0.5):.0f} | "
        f"{_at(clock, 0.95):.0f} | {clock[-1]:.0f} | {_at(cpu, 0.95):.0f} |\n"
    )
    sys.stdout.flush()


def _at(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
