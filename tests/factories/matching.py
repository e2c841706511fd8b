"""Vacancies and seekers with what the matcher compares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models import Seeker, Shift, Vacancy
from tests.factories.campaigns import make_places
from tests.factories.postings import NOW, make_seeker, make_vacancy

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def make_paid_vacancy(session: Session, title: str, **values: Any) -> Vacancy:
    """Add a live vacancy that pays 6,000 to 8,000 yuan and gives lodging."""
    return make_vacancy(
        session,
        **{
            "title": title,
            "description": "",
            "monthly_min_cents": 600_000,
            "monthly_max_cents": 800_000,
            "has_lodging": True,
            "shift": Shift.TWO,
            "published_at": NOW,
            **values,
        },
    )


def make_wishing_seeker(session: Session, title: str, **values: Any) -> Seeker:
    """Add a seeker of some work at 6,000 yuan, from Gushi."""
    make_places(session)
    return make_seeker(
        session,
        **{
            "wanted_title": title,
            "wanted_monthly_cents": 600_000,
            "home_place_code": "411525",
            **values,
        },
    )
