"""What a vacancy shares with others changes too, and a search sees it at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matcher.encoder.hashing import HashingEncoder
from models import Site
from tests.factories.matching import make_paid_vacancy
from tests.factories.postings import NOW
from tests.matcher.places.conftest import shared_gazetteer
from webapp.services.search import search
from webapp.services.search_engine import SearchEngine

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def test_a_moved_gate_is_searched_where_it_is_now(session: Session) -> None:
    engine = SearchEngine(HashingEncoder(), None, shared_gazetteer(), "320509")
    vacancy = make_paid_vacancy(session, "普工", place_code="411525")
    other = make_paid_vacancy(session, "普工", place_code="411525")
    site = Site(
        name="1号门",
        employer=vacancy.employer,
        place_code="411525",
        lat=32.2,
        lon=115.7,
    )
    vacancy.site = site
    session.flush()
    session.refresh(other)
    untouched = other.updated_at
    assert search(session, engine, "吴江附近40公里 普工", now=NOW).total == 0
    site.lat, site.lon = 30.9, 120.7
    session.flush()
    assert search(session, engine, "吴江附近40公里 普工", now=NOW).total == 1
    session.refresh(other)
    assert other.updated_at == untouched
