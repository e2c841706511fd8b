"""
A plan of 2,000 riders changed by hand: from the drop of a party to the page's answer.

The dispatcher's requests are sent to the app in this process, as its script sends them:
a party to another coach or to none, seeded, every fourth step undone. The answer holds
what the judge says, the costs and the cards that differ. Beside the clock stands what
the processor took, which other work on the machine changes little.
"""

from __future__ import annotations

import datetime as dt
import random
import re
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.places.gazetteer import Gazetteer
from models import CharterPlan, Role
from webapp.app import create_app
from webapp.config import Settings
from webapp.database import migrate, open_engine
from webapp.demo.accounts import PASSWORD, PREFIX
from webapp.demo.fill import Sizes, fill
from webapp.demo.prepare import plan_demo_campaign
from webapp.extensions import limiter

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient

SIZES: Final = Sizes(vacancies=50, seekers=10, riders=2_000)
PLAN_S: Final = 20.0
CHANGES: Final = 200
QUESTIONS: Final = 40
PROMISED_MS: Final = 300
CHIP: Final = re.compile(r'data-party="(\d+)" data-out-of="(\d+)"')
TRIP: Final = re.compile(r'id="trip-(\d+)"')
SCRIPT: Final = {"Accept": "application/json"}


def main(_data: Path) -> None:
    """Fill and plan an instance, change the plan, and write a table."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            var_dir=Path(folder),
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
            session.commit()
        plan_demo_campaign(
            engine, settings, lambda _: None, now=now, time_limit_s=PLAN_S
        )
        with Session(engine) as session:
            chosen = session.scalars(select(CharterPlan).where(CharterPlan.is_chosen))
            plan = max(chosen, key=lambda plan: len(plan.trips))
            plan_id, trips = plan.id, len(plan.trips)
            riders = sum(trip.seats_taken for trip in plan.trips)
        limiter.enabled = False
        sys.stdout.write(
            f"{riders} riders in {trips} coaches, {CHANGES} changes; promised: an "
            f"answer within {PROMISED_MS} ms (p95).\n\n"
            "| what | times | first ms | p50 ms | p95 ms | longest ms | CPU p95 ms |\n"
            "|---|---|---|---|---|---|---|\n"
        )
        _measure(app.test_client(), f"/dispatch/plans/{plan_id}/edit")
        engine.dispose()


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
    numbers = TRIP.findall(text)
    times: dict[str, list[tuple[float, float]]] = {"move": [], "undo": []}
    for n in range(CHANGES):
        data = {"csrf_token": csrf_token, "seen": token}
        kind, path = "move", address
        if n % 4 == 3:
            kind, path = "undo", f"{address}/undo"
        else:
            party = chance.choice(sorted(places))
            to = chance.choice([t for t in ("0", *numbers) if t != places[party]])
            data |= {"kind": "move", "party": party, "trip": to}
            data["out_of"] = places[party]
        told: dict[str, Any] = {}

        def send(
            path: str = path, data: dict[str, str] = data, told: dict[str, Any] = told
        ) -> None:
            answer = client.post(path, data=data, headers=SCRIPT)
            told |= answer.json or {}

        times[kind].append(_timed(send))
        if "token" not in told:
            msg = f"Expected a change, got {told}."
            raise RuntimeError(msg)
        token = told["token"]
        drawn = "".join([*filter(None, told["cards"].values()), told["parts"]["rail"]])
        places |= dict(CHIP.findall(drawn))
        numbers = sorted({t for t in numbers if told["cards"].get(t, "") is not None})
    _row("the page", pages)
    _row("a party is moved", times["move"])
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
    clock = sorted(ms for ms, _ in times)
    cpu = sorted(ms for _, ms in times)
    sys.stdout.write(
        f"| {what} | {len(times)} | {times[0][0]:.0f} | {_at(clock, 0.5):.0f} | "
        f"{_at(clock, 0.95):.0f} | {clock[-1]:.0f} | {_at(cpu, 0.95):.0f} |\n"
    )
    sys.stdout.flush()


def _at(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
