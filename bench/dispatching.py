"""
Campaigns of 2,000 riders: taken in, planned by a worker, while others search.

On a copy of the instance of ``bench.serving``: 20,000 vacancies, two web workers. The
floor of the searches is the same while nothing is planned.

Two rosters. One has the groups of the public day charter-2000-0.5, each from the county
seat nearest to its town to its own enterprise. The other is scattered: groups of one to
twelve from any county to any of those enterprises.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

import numpy as np
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bench.importing import EMPLOYERS, employer_name, id_number, lay_ground, workbook
from bench.serving import ROOT, ZHIDA, Answered, ask, copied, served
from bench.web_search import queries
from matcher.places.gazetteer import Gazetteer
from matcher.places.place import Level
from models import CharterPlan, ImportKind, Party, PartyStatus
from webapp.database import open_engine
from webapp.demo.campaign import COACH_PROVINCES
from webapp.demo.wordbook import home_counties
from webapp.services.importing import Context, apply
from webapp.services.plans import request_plan
from webapp.workflows.desk import PlanningDesk, workflows_url

if TYPE_CHECKING:
    from sqlalchemy import Engine

RIDERS = 2000
TIME_LIMIT_S = 60.0
GAP = 0.005
BATCH = 40
CLIENTS = 2
PUBLIC_DAY = "charter/charter-2000-0.5.json"


def main(data: Path) -> None:
    """Write a table for each roster."""
    gazetteer = Gazetteer.load(ROOT / "build" / "places")
    day = json.loads((data / PUBLIC_DAY).read_text())
    gates = [(place["lat"], place["lon"]) for place in _enterprises(day)]
    for name, groups in (
        ("public day", _public_groups(day, gazetteer)),
        ("scattered", _scattered_groups(gazetteer)),
    ):
        pairs = len({(group.home, group.gate) for group in groups})
        sys.stdout.write(
            f"{RIDERS:,} riders, {name}: {len(groups)} groups on {pairs} pairs of "
            f"places; load of the machine before: {os.getloadavg()[0]:.1f}."
            "\n\n| what | figure |\n|---|---|\n"
        )
        _run(groups, gates, gazetteer)
        sys.stdout.write("\n")


def _run(
    groups: list[Group], gates: list[tuple[float, float]], gazetteer: Gazetteer
) -> None:
    with copied() as (settings, environment):
        engine = open_engine(settings.url)
        campaign_id = _take_in(engine, gazetteer, groups, gates)
        with served(settings.var_dir) as port:
            texts = [f"/search?q={quote(text)}" for text in queries()]
            ask(port, texts[:BATCH], CLIENTS)
            _report("searches, idle: p50, p95 ms", ask(port, texts[BATCH:480], CLIENTS))
            _plan(engine, settings.url, environment, campaign_id, port, texts[480:])
        engine.dispose()


class Group(NamedTuple):
    """Who travels together: the home county's full name, the gate, how many."""

    home: str
    gate: int
    size: int


@dataclass(slots=True)
class Seen:
    """Seconds until a first plan was seen, and a gap as small as wanted; or not yet."""

    plan_s: float | None = None
    gap_s: float | None = None


def _enterprises(day: dict[str, Any]) -> list[dict[str, Any]]:
    dropoffs = {party["dropoff"] for party in day["parties"]}
    return [place for place in day["places"] if place["id"] in dropoffs]


def _public_groups(day: dict[str, Any], gazetteer: Gazetteer) -> list[Group]:
    """Return the groups of the public day, from the nearest county seats."""
    counties = [
        place for place in gazetteer.list_places(Level.COUNTY) if place.lat is not None
    ]
    seats = np.radians([[place.lat, place.lon] for place in counties])
    gate = [place["id"] for place in _enterprises(day)]
    home = {}
    for place in day["places"]:
        lat, lon = np.radians([place["lat"], place["lon"]])
        away = np.hypot(seats[:, 0] - lat, (seats[:, 1] - lon) * np.cos(lat))
        home[place["id"]] = counties[int(away.argmin())].full_name
    return [
        Group(home[party["pickup"]], gate.index(party["dropoff"]), party["size"])
        for party in day["parties"]
    ]


def _scattered_groups(gazetteer: Gazetteer) -> list[Group]:
    """Return seeded groups of one to twelve from the counties of the demo."""
    chance = random.Random(0)
    homes = [home for home in home_counties() if home.code[:2] in COACH_PROVINCES]
    weights = [home.weight for home in homes]
    groups: list[Group] = []
    left = RIDERS
    while left:
        home = gazetteer.place(chance.choices(homes, weights)[0].code).full_name
        gate = chance.randrange(EMPLOYERS)
        size = min(chance.choice((1, 1, 2, 3, 5, 12)), left)
        groups.append(Group(home, gate, size))
        left -= size
    return groups


def _take_in(
    engine: Engine,
    gazetteer: Gazetteer,
    groups: list[Group],
    gates: list[tuple[float, float]],
) -> int:
    campaign_id = lay_ground(engine, gazetteer, gates)
    content = _roster(groups)
    began = time.perf_counter()
    with Session(engine) as session:
        apply(
            session, ImportKind.RIDERS, "bench.xlsx", content, gazetteer=gazetteer,
            now=dt.datetime.now(dt.UTC), context=Context(campaign_id=campaign_id),
        )  # fmt: skip
        session.commit()
    _write("taken in, seconds", f"{time.perf_counter() - began:.1f}")
    with Session(engine) as session:
        session.execute(
            update(Party)
            .where(Party.campaign_id == campaign_id)
            .values(status=PartyStatus.CONFIRMED)
        )
        session.commit()
    return campaign_id


def _roster(groups: list[Group]) -> bytes:
    rows: list[list[str]] = []
    for number, group in enumerate(groups):
        gate, together = employer_name(group.gate), f"组{number}"
        for _ in range(group.size):
            i = len(rows)
            row = [f"示例{i}", id_number(i), f"154{i:08d}", group.home, gate, together]
            rows.append(row)
    head = ["姓名", "身份证号", "联系电话", "上车地点", "目的地企业", "同行"]
    return workbook(head, rows)


def _plan(
    engine: Engine,
    url: str,
    environment: dict[str, str],
    campaign_id: int,
    port: int,
    texts: list[str],
) -> None:
    """Plan while others search; report the first plan, the gap and the searches."""
    desk = PlanningDesk(workflows_url(url))
    worker = subprocess.Popen(
        [*ZHIDA, "worker", "--name", "bench"],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True,
        # As `zhida serve` starts it: Linux shares processors out among sessions.
        start_new_session=True,
    )  # fmt: skip
    try:
        if worker.stdout is None or "ready" not in worker.stdout.readline():
            msg = "The worker did not start."
            raise RuntimeError(msg)
        with Session(engine) as session:
            campaign = session.scalars(
                select(Party).where(Party.campaign_id == campaign_id).limit(1)
            ).one()
            plan_id = request_plan(
                session, campaign.campaign, time_limit_s=TIME_LIMIT_S, gap_wanted=GAP,
                account_id=None, now=dt.datetime.now(dt.UTC),
            ).id  # fmt: skip
            session.commit()
        began = time.perf_counter()
        desk.enqueue(plan_id)
        seen = Seen()
        done = threading.Event()
        watcher = threading.Thread(
            target=_watch, args=(engine, desk, plan_id, began, seen, done)
        )
        watcher.start()
        seconds: list[float] = []
        while not done.is_set() and texts:
            seconds += ask(port, texts[:BATCH], CLIENTS).seconds
            del texts[:BATCH]
        watcher.join()
        took = time.perf_counter() - began
    finally:
        worker.terminate()
        worker.wait(30)
        desk.close()
    with Session(engine) as session:
        plan = session.get_one(CharterPlan, plan_id)
        _write("first plan seen after, seconds", _seconds(seen.plan_s))
        _write(f"proven gap of {GAP:.1%} seen after, seconds", _seconds(seen.gap_s))
        _write("finished and stored after, seconds", f"{took:.1f}")
        _write("proven gap", f"{plan.gap:.3%}" if plan.gap is not None else "none")
        _write("coaches", str(len(plan.trips)))
    _report("searches meanwhile: p50, p95 ms", Answered(took, sorted(seconds)))


def _watch(
    engine: Engine,
    desk: PlanningDesk,
    plan_id: int,
    began: float,
    seen: Seen,
    done: threading.Event,
) -> None:
    while not done.is_set():
        points = desk.progress(plan_id)
        at_s = time.perf_counter() - began
        if points and seen.plan_s is None:
            seen.plan_s = at_s
        gap = points[-1].gap if points else None
        if gap is not None and gap <= GAP and seen.gap_s is None:
            seen.gap_s = at_s
        with Session(engine) as session:
            if session.get_one(CharterPlan, plan_id).finished_at is not None:
                done.set()
        time.sleep(0.5)


def _seconds(at_s: float | None) -> str:
    return "none" if at_s is None else f"{at_s:.1f}"


def _report(what: str, found: Answered) -> None:
    _write(what, f"{found.at_ms(0.5):.0f}, {found.at_ms(0.95):.0f}")


def _write(what: str, figure: str) -> None:
    sys.stdout.write(f"| {what} | {figure} |\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path())
