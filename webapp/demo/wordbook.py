"""The made-up district's words: industries, occupations and home counties."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from models import Schooling, Shift

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Industry:
    """An industry: the towns it is in, its firms, whom they look for."""

    name: str
    about: str
    towns: tuple[str, ...]
    firms: tuple[str, ...]
    occupations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Occupation:
    """
    What is looked for, and how people say it.

    Parameters
    ----------
    code
        Of the classification of 2022.
    pay
        Lowest and highest, yuan a month.
    forms
        How offices write the pay; the names are those of ``webapp.demo.pay``.
    months
        Of experience that may be asked for.
    """

    name: str
    code: str
    titles: tuple[str, ...]
    pay: tuple[int, int]
    forms: tuple[str, ...]
    shifts: tuple[Shift, ...]
    duties: tuple[str, ...]
    needs: tuple[str, ...]
    skills: tuple[str, ...]
    schooling: Schooling
    months: int
    certificates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HomeCounty:
    """A county people come from; the weight says how many."""

    code: str
    name: str
    weight: int


@cache
def industries() -> tuple[Industry, ...]:
    """Return all industries."""
    return tuple(
        Industry(
            name=entry["name"],
            about=entry["about"],
            towns=tuple(entry["towns"]),
            firms=tuple(entry["firms"]),
            occupations=tuple(entry["occupations"]),
        )
        for entry in _read("industries.toml")["industry"]
    )


@cache
def occupations() -> dict[str, Occupation]:
    """Return all occupations by name."""
    return {
        name: Occupation(
            name=name,
            code=entry["code"],
            titles=tuple(entry["titles"]),
            pay=(entry["pay"][0], entry["pay"][1]),
            forms=tuple(entry["forms"]),
            shifts=tuple(Shift(shift) for shift in entry["shifts"]),
            duties=tuple(entry["duty"]),
            needs=tuple(entry["need"]),
            skills=tuple(entry["skills"]),
            schooling=Schooling(entry.get("schooling", "any")),
            months=entry.get("months", 0),
            certificates=tuple(entry.get("certificates", ())),
        )
        for name, entry in _read("occupations.toml").items()
    }


@cache
def home_counties() -> tuple[HomeCounty, ...]:
    """Return the counties people come from."""
    return tuple(HomeCounty(*entry) for entry in _read("homes.toml")["counties"])


@cache
def too_far() -> tuple[HomeCounty, ...]:
    """Return counties from which no coach can come."""
    return tuple(
        HomeCounty(code, name, 1) for code, name in _read("homes.toml")["too_far"]
    )


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))
