"""What a query says, in the slots of ``bench/data/queries_blind.md``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from matcher.text import normalise

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matcher.pay import Pay
    from matcher.places.place import Place
    from matcher.query import Query

SLOTS: Final = (
    "place",
    "radius_km",
    "home",
    "pay_low",
    "pay_high",
    "pay_per",
    "shift",
    "board",
    "lodging",
    "schooling",
    "experience_years",
    "certificates",
    "start",
    "rest",
)
Slots = dict[str, frozenset[str]]

# Different names of one paper: 教师资格证 is a 教师证, 驾驶证 a 驾照.
_SAME: Final = str.maketrans({"资": None, "格": None, "操": None, "作": None})
_SHORT: Final = {"驾驶证": "驾照", "一建": "一级建造师", "二建": "二级建造师"}


def slots_of(query: Query) -> Slots:
    """Return what was understood, a set of values for every slot."""
    values: dict[str, Iterable[str]] = {
        "place": [
            *_codes(query.places, query.choice),
            *_codes(query.avoided, sign="!"),
        ],
        "radius_km": _radius(query),
        "home": _codes([query.origin] if query.origin else []),
        "shift": [*query.shifts, *(f"!{shift}" for shift in query.refused_shifts)],
        "board": ["yes"] if query.board else [],
        "lodging": ["yes"] if query.lodging else [],
        "schooling": [query.schooling] if query.schooling else [],
        "experience_years": _years(query.experience_months),
        "certificates": map(certificate_key, query.certificates),
        "start": ["now"] if query.starts_now else [],
        "rest": [normalise(query.rest).lower()],
    }
    values |= _pay(query.pay)
    return {slot: frozenset(str(each) for each in values[slot]) for slot in SLOTS}


def certificate_key(name: str) -> str:
    """Return what a certificate is compared by: 焊工操作证 is a 焊工证."""
    name = name.upper()
    for short, usual in _SHORT.items():
        name = name.replace(short, usual)
    return name.translate(_SAME)


def _codes(
    places: Iterable[Place], choice: Iterable[Place] = (), sign: str = ""
) -> Iterable[str]:
    yield from (f"{sign}{place.code}" for place in places)
    if joined := "|".join(place.code for place in choice):
        yield joined


def _radius(query: Query) -> list[str]:
    if query.radius_m is None:
        return []
    return ["near"] if query.is_near else [f"{query.radius_m / 1000:g}"]


def _years(months: int | None) -> list[str]:
    return [] if months is None else [f"{months / 12:g}"]


def _pay(pay: Pay | None) -> dict[str, list[str]]:
    if pay is None:
        return {"pay_low": [], "pay_high": [], "pay_per": []}
    low, high = pay.min_cents, pay.max_cents
    return {
        "pay_low": [f"{low / 100:g}"] if low else [],
        "pay_high": [f"{high / 100:g}"] if high else [],
        "pay_per": [pay.period],
    }
