"""The web server as the product runs it, killed while telephones send their notes."""

from __future__ import annotations

import base64
import datetime as dt
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import BoardingEvent, Role
from tests.factories.campaigns import make_party
from tests.factories.postings import make_account
from tests.factories.riding import make_published_trip
from webapp.escort.blueprint import COOKIE
from webapp.services.boarding import passes
from webapp.services.seats import take_seats

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlalchemy import Engine

    Batch = list[dict[str, object]]

KEY = "test"
PATIENCE_S = 60
TELEPHONES, PEOPLE = 4, 48
# So many are answered before the server is killed; the others are under way.
ANSWERED = 6


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def serve(
    database_url: str, tmp_path: Path, port: int
) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Start the web server on the same port again and again."""
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [
                sys.executable, "-m", "gunicorn", "webapp.wsgi:application()",
                "--config", "python:webapp.web_workers",
                "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread",
                "--workers", "2", "--threads", "4", "--log-level", "error",
                "--no-control-socket",
            ],
            env={
                **os.environ,
                "ZHIDA_DATABASE_URL": database_url,
                "ZHIDA_VAR_DIR": str(tmp_path / "var"),
                "ZHIDA_SECRET_KEY": KEY,
                "ZHIDA_PII_KEYS": f"test:{base64.b64encode(b't' * 32).decode()}",
                "ZHIDA_PII_INDEX_KEY": base64.b64encode(b"i" * 32).decode(),
                "ZHIDA_ENCODER": "hashing",
                "ZHIDA_TRAVEL": "great_circle",
            },
            start_new_session=True,
        )  # fmt: skip
        started.append(process)
        _wait(lambda: _answers(port))
        return process

    yield start
    for process in started:
        kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """End a server and all of its processes at once, as a cut of the power does."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _wait(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.05)


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


@pytest.fixture
def coach(fresh_engine: Engine) -> tuple[int, int, str]:
    """A trip that leaves now, its party, and what an escort's telephone keeps."""
    now = dt.datetime.now(dt.UTC)
    with Session(fresh_engine) as session:
        trip = make_published_trip(
            session, departs_at=now, arrives_at=now + dt.timedelta(hours=9)
        )
        party = make_party(
            session,
            trip.plan.campaign,
            size=PEOPLE,
            site=trip.stops[-1].site,
            riders=[],
        )
        take_seats(session, trip, party)
        account = make_account(session, Role.DISPATCHER)
        given = passes.give_escort(
            session, trip, "王师傅", account_id=account.id, now=now
        )
        found = trip.id, party.id, passes.token(given, KEY)
        session.commit()
    return found


def batches(party_id: int) -> list[Batch]:
    """Return two notes of two people each, as telephones keep them."""
    return [
        [
            {"id": f"note-{place:04d}", "what": "aboard",
             "party": party_id, "place": place}
            for place in (first, first + 1)
        ]
        for first in range(1, PEOPLE, 2)
    ]  # fmt: skip


def send(port: int, trip_id: int, token: str, batch: Batch) -> set[str]:
    """Return the ids that the server says it has; raises when it is not there."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
    try:
        connection.request(
            "POST",
            f"/board/{trip_id}/notes",
            json.dumps({"notes": batch}),
            {"Content-Type": "application/json", "Cookie": f"{COOKIE}={token}"},
        )
        answer = connection.getresponse()
        body = answer.read()
    finally:
        connection.close()
    assert answer.status == 200, body
    receipts = json.loads(body)["receipts"]
    assert [receipt["refused"] for receipt in receipts] == [""] * len(batch)
    return {receipt["id"] for receipt in receipts}


def stored(engine: Engine) -> list[str]:
    with Session(engine) as session:
        return list(session.scalars(select(BoardingEvent.client_id)))


def test_what_a_killed_server_had_answered_is_there_whole_and_once(
    fresh_engine: Engine,
    serve: Callable[[], subprocess.Popen[bytes]],
    port: int,
    coach: tuple[int, int, str],
) -> None:
    trip_id, party_id, token = coach
    every = batches(party_id)
    waiting = iter(every)
    answered: list[set[str]] = []
    server = serve()

    def telephone() -> None:
        for batch in waiting:
            try:
                answered.append(send(port, trip_id, token, batch))
            except (OSError, http.client.HTTPException):
                return  # the server is gone; the notes stay on the telephone

    threads = [threading.Thread(target=telephone) for _ in range(TELEPHONES)]
    for thread in threads:
        thread.start()
    _wait(lambda: len(answered) >= ANSWERED)
    kill(server)
    for thread in threads:
        thread.join()

    found = stored(fresh_engine)
    assert set().union(*answered) <= set(found)
    for batch in every:
        assert sum(note["id"] in found for note in batch) in (0, len(batch))

    # Another server takes the rest, and what the telephones send a second time.
    serve()
    for batch in every:
        send(port, trip_id, token, batch)
    assert sorted(stored(fresh_engine)) == sorted(
        str(note["id"]) for batch in every for note in batch
    )
