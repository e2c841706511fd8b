"""
What a page costs: processor milliseconds in one process, without a web server.

Other work on the machine changes this little, so two versions of the code can be
compared on a busy one. The pages are asked of the application itself, on the instance
of ``bench.serving``: a first time, when nothing of them is kept, and once more; and
as somebody signed in sees them, who gets none that is kept.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import os
import random
import subprocess
import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import quote

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import create_environ, run_wsgi_app

from bench.serving import INSTANCE, ROOT, prepare
from bench.web_search import queries
from models import Account, Role, Seeker, Vacancy
from webapp.app import create_app
from webapp.config import Settings
from webapp.database import open_engine
from webapp.security.sessions import COOKIE
from webapp.services.accounts import begin_session
from webapp.services.search_engine import today
from webapp.services.showing import shown_on

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from flask import Flask

PAGES = 80
WARM_UP = 20


def main(_data: Path) -> None:
    """Write a table, in a process whose libraries take one thread as in the web."""
    prepare(INSTANCE, {**os.environ, "ZHIDA_VAR_DIR": str(INSTANCE)})
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "bench.page_cost"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)


def measure() -> None:
    """Write the table."""
    settings = replace(Settings.from_env(), var_dir=INSTANCE)
    app = create_app(settings)
    engine = open_engine(settings.url)
    with Session(engine) as session:
        tokens = _signed_in(session)
        now = today(dt.datetime.now(dt.UTC))
        ids = list(session.scalars(select(Vacancy.id).where(*shown_on(now))))
    engine.dispose()
    random.Random(0).shuffle(ids)
    searches = [f"/search?q={quote(text)}" for text in queries()]
    vacancies = [f"/vacancies/{id_}" for id_ in ids]
    sys.stdout.write("| page | CPU ms, mean | p95 |\n|---|---|---|\n")
    for paths in (searches, vacancies, ["/"]):
        _costs(app, paths[-WARM_UP:])
    _row("search, the first of its words", _costs(app, searches[:PAGES]))
    _row("search, kept", _costs(app, searches[:PAGES]))
    _row("vacancy, the first", _costs(app, vacancies[:PAGES]))
    _row("vacancy, kept", _costs(app, vacancies[:PAGES]))
    _row("start page, kept", _costs(app, ["/"] * PAGES))
    _row("healthz (the web alone)", _costs(app, ["/healthz"] * PAGES))
    for what, paths in (
        ("search, signed in, the first", searches[PAGES : 2 * PAGES]),
        ("search, signed in, again", searches[PAGES : 2 * PAGES]),
        ("vacancy, signed in", vacancies[PAGES : 2 * PAGES]),
    ):
        _costs(app, vacancies[-WARM_UP:], tokens)
        _row(what, _costs(app, paths, tokens))
    matches = ["/me/matches"] * len(tokens)
    _row("list of matches, the first of a seeker", _costs(app, matches, tokens))
    _row("list of matches, again", _costs(app, matches, tokens))


def _signed_in(session: Session) -> list[str]:
    """Return the cookies of sessions of seekers, begun for this."""
    now = dt.datetime.now(dt.UTC)
    accounts = session.scalars(
        select(Account)
        .join(Seeker, Seeker.account_id == Account.id)
        .where(Account.role == Role.SEEKER)
        .limit(PAGES)
    ).all()
    tokens = [begin_session(session, account, now=now) for account in accounts]
    session.commit()
    return tokens


def _costs(app: Flask, paths: Sequence[str], tokens: Sequence[str] = ()) -> list[float]:
    """Return the milliseconds that each took; the cookies are used in turn."""
    return [
        _ask(app, path, tokens[i % len(tokens)] if tokens else "")
        for i, path in enumerate(paths)
    ]


def _ask(app: Flask, path: str, token: str) -> float:
    headers = {"Cookie": f"{COOKIE}={token}"} if token else {}
    address, _, asked = path.partition("?")
    environ = create_environ(address, query_string=asked, headers=headers)
    with contextlib.redirect_stderr(io.StringIO()):
        start = time.process_time()
        body, status, _headers = run_wsgi_app(app, environ)
        for _part in body:
            pass
        took = time.process_time() - start
    if not status.startswith("200"):
        msg = f"{path}: HTTP {status}"
        raise RuntimeError(msg)
    return 1000 * took


def _row(what: str, costs: Iterable[float]) -> None:
    taken = list(costs)
    sys.stdout.write(
        f"| {what} | {np.mean(taken):.1f} | {np.percentile(taken, 95):.1f} |\n"
    )
    sys.stdout.flush()


if __name__ == "__main__":
    measure()
