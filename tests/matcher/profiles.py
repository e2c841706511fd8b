"""Profiles with sane defaults."""

from __future__ import annotations

from typing import Any

from matcher.types import Location, SeekerProfile, VacancyProfile

SHENGZE = Location("320509101", 30.90, 120.64)
WUJIANG = Location("320509", 31.14, 120.64)
KUNSHAN = Location("320583", 31.39, 120.98)


def vacancy(id: int = 1, **values: Any) -> VacancyProfile:
    """Return a sewing vacancy in Shengze at 6,000 to 8,000 yuan."""
    return VacancyProfile(
        **{
            "id": id,
            "title": "缝纫工",
            "location": SHENGZE,
            "pay_min_cents": 600_000,
            "pay_max_cents": 800_000,
            **values,
        }
    )


def seeker(id: int = 1, **values: Any) -> SeekerProfile:
    """Return a seeker of sewing work who wishes nothing else."""
    return SeekerProfile(**{"id": id, "wanted_title": "缝纫工", **values})
