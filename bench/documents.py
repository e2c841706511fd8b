"""Every manifest of 80 coaches in one archive, and a campaign's other documents."""

from __future__ import annotations

import sys
import tempfile
import time
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from models.sealed import Keyring, use_keyring
from tests.factories.campaigns import (
    NOW,
    make_campaign,
    make_driven_trip,
    make_party,
    make_plan,
)
from webapp.database import migrate, open_engine
from webapp.services import editions, publishing
from webapp.services.documents import Kind, export, list_offers
from webapp.services.manifests import Form
from webapp.services.manifests.bundle import bundle, compose_all
from webapp.services.seats import take_seats

if TYPE_CHECKING:
    from pathlib import Path

    from models import CharterPlan

COACHES = 80
# Beside the five of each trip: 45 seats of 49 are taken.
PARTIES, SIZE = 10, 4


def main(_data: Path) -> None:
    """Write a table: what was made, and the seconds it took."""
    use_keyring(Keyring({"bench": b"b" * 32}, b"i" * 32))
    sys.stdout.write("| what | seconds | kB |\n|---|---|---|\n")
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{folder}/bench.sqlite")
        migrate(engine)
        with Session(engine) as session:
            plan = _season(session)
            _publish(session, plan)
            session.commit()
            _manifests(session, plan)
            _documents(session, plan)
        engine.dispose()


def _season(session: Session) -> CharterPlan:
    plan = make_plan(session, make_campaign(session), is_chosen=True, finished_at=NOW)
    for _ in range(COACHES):
        trip = make_driven_trip(session, plan=plan)
        session.refresh(plan, ["trips"])
        for _ in range(PARTIES):
            party = make_party(
                session, plan.campaign, size=SIZE, site=trip.stops[2].site
            )
            take_seats(session, trip, party)
    session.commit()
    return plan


def _publish(session: Session, plan: CharterPlan) -> None:
    began = time.perf_counter()
    publishing.publish(session, plan, account_id=None, now=NOW)
    _tell(f"publish {COACHES} coaches with {COACHES * 12} parties", began)
    began = time.perf_counter()
    editions.preview(session, plan)
    _tell("what would change", began)


def _manifests(session: Session, plan: CharterPlan) -> None:
    for form in Form:
        began = time.perf_counter()
        manifests = compose_all(
            session, plan, form, is_full=True, reason="随车名单", account_id=None,
            now=NOW,
        )  # fmt: skip
        session.commit()
        content = bundle(manifests, form)
        _tell(f"{len(manifests)} full manifests as {form} in a ZIP", began, content)


def _documents(session: Session, plan: CharterPlan) -> None:
    began = time.perf_counter()
    offers = list_offers(session, plan.campaign)
    _tell(f"list of {len(offers)} documents", began)
    for kind in Kind:
        offer = next(offer for offer in offers if offer.kind is kind)
        for form in Form:
            began = time.perf_counter()
            file = export(
                session, plan.campaign, kind, offer.subject, form, account_id=None,
                now=NOW,
            )  # fmt: skip
            _tell(f"{kind} as {form}", began, file.content)


def _tell(what: str, began: float, content: bytes = b"") -> None:
    took, size = time.perf_counter() - began, len(content) / 1000
    sys.stdout.write(f"| {what} | {took:.2f} | {size:.0f} |\n")
    sys.stdout.flush()
