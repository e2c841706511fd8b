from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Account, Seeker, TripRole
from tests.browser.carrying import pick_up
from tests.browser.looks import DESK, PHONE, overflow, too_small
from tests.factories.campaigns import NOW
from tests.factories.riding import make_request
from tests.factories.trains import make_campaign_by_train, make_planned_by_train
from webapp.database import open_engine
from webapp.services import publishing
from webapp.services.boarding import passes

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import OpenPage, Picture
    from tests.browser.site import Site

pytestmark = pytest.mark.browser


@dataclass(frozen=True, slots=True)
class Laid:
    """A published campaign by train: its addresses."""

    ride: str
    campaign: str
    control: str
    feeder: str
    shuttle: str
    board: str
    edit: str


@pytest.fixture(scope="module")
def laid(site: Site) -> Laid:
    engine = open_engine(site.settings.url)
    with Session(engine) as session:
        seeker = session.scalars(
            select(Seeker).join(Account).where(Account.login == site.login("seeker"))
        ).one()
        campaign = make_campaign_by_train(session)
        asked = make_request(session, campaign, campaign.parties[0].site, seeker=seeker)
        plan = make_planned_by_train(session, campaign)
        publishing.publish(session, plan, account_id=None, now=NOW)
        feeder, shuttle = (
            next(trip for trip in plan.trips if trip.role is role)
            for role in (TripRole.FEEDER, TripRole.SHUTTLE)
        )
        # A link opens on its day alone.
        now = dt.datetime.now(dt.UTC)
        publishing.move_trip(
            session, feeder, now, seen_at=feeder.updated_at, account_id=None, now=now
        )
        given = passes.give_escort(session, feeder, "王师傅", account_id=1, now=now)
        token = passes.token(given, site.settings.signing_key())
        # Its coaches are where the planner put them, so they are changed by hand.
        other = make_planned_by_train(session, campaign)
        session.commit()
        found = Laid(
            ride=f"/me/rides/{asked.id}",
            campaign=f"/dispatch/campaigns/{campaign.id}",
            control="/dispatch/today",
            feeder=f"/dispatch/trips/{feeder.id}",
            shuttle=f"/dispatch/trips/{shuttle.id}",
            board=f"/board/in/{token}",
            edit=f"/dispatch/plans/{other.id}/edit",
        )
    engine.dispose()
    return found


def look(page: Page, name: str, picture: Picture) -> None:
    for width in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": 844})
        picture(page, f"train-{name}-{width}.png")
        assert overflow(page) == 0, (name, width)
        assert too_small(page) == [], (name, width)


def test_a_ride_by_train_is_shown_to_rider_escort_and_dispatcher(
    open_page: OpenPage, laid: Laid, picture: Picture
) -> None:
    with open_page(laid.ride, role="seeker", width=PHONE) as page:
        way = page.locator(".ride-way")
        for words in ("固始县", "K1234", "潢川站", "苏州南站", "接驳"):
            expect(way).to_contain_text(words)
        look(page, "ride", picture)
        page.goto(f"{laid.ride}/ticket")
        expect(page.locator("article.ticket")).to_have_count(2)
        look(page, "ticket", picture)
    for name in ("campaign", "control", "feeder", "shuttle"):
        with open_page(getattr(laid, name), role="dispatcher") as page:
            expect(page.locator("main")).to_contain_text("K1234")
            look(page, name, picture)
    with open_page(laid.board, width=PHONE) as page:
        expect(page.locator("main")).to_contain_text("潢川站 · K1234 18:00")
        expect(page.locator("#walk-on")).to_have_count(0)
        look(page, "board", picture)
    with open_page(laid.edit, role="dispatcher") as page:
        chip = page.locator(".edit-train .edit-chip").first
        party, train = (chip.get_attribute(f"data-{n}") for n in ("party", "out-of"))
        mine = page.locator(f'[data-party="{party}"]')
        look(page, "edit", picture)
        pick_up(chip)
        page.locator('.edit-loose[data-drop="0"] h2').click()
        expect(mine).to_have_attribute("data-out-of", "0")
        expect(page.locator(".edit-train .chip-amber")).to_be_visible()
        mine.click()
        offer = page.locator(".edit-offer", has_text="K1234")
        expect(offer).to_be_visible()
        look(page, "edit-offers", picture)
        offer.click()
        expect(mine).to_have_attribute("data-out-of", train or "")
