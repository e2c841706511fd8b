"""What a query says, in the slots of ``bench/data/queries_blind.md``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from matcher.pay import find_pay
from matcher.query import SpanKind
from matcher.text import normalise

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matcher.places.place import Place
    from matcher.query import Query, Span

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


def slots_of(query: Query) -> Slots:
    """Return what was understood, a set of values for every slot."""
    slots = dict.fromkeys(SLOTS, frozenset[str]())
    slots["place"] = frozenset(_codes(query.places, query.choice))
    slots["home"] = frozenset(_codes([query.origin] if query.origin else []))
    for span in query.spans:
        if span.kind is SpanKind.RADIUS:
            said = re.search(r"\d", span.text)
            slots["radius_km"] |= {f"{int(span.value) / 1000:g}" if said else "near"}
        elif span.kind is SpanKind.PAY:
            slots |= _pay(span)
    if query.shift:
        slots["shift"] = frozenset({query.shift.value})
    if query.schooling:
        slots["schooling"] = frozenset({query.schooling.value})
    slots["board"] = frozenset({"yes"} if query.board else ())
    slots["lodging"] = frozenset({"yes"} if query.lodging else ())
    slots["rest"] = frozenset({normalise(query.rest).lower()})
    return slots


def certificate_key(name: str) -> str:
    """Return what a certificate is compared by: 焊工操作证 is a 焊工证."""
    return name.upper().replace("驾驶证", "驾照").translate(_SAME)


def _codes(places: Iterable[Place], choice: Iterable[Place] = ()) -> Iterable[str]:
    yield from (place.code for place in places)
    if joined := "|".join(place.code for place in choice):
        yield joined


def _pay(span: Span) -> Slots:
    mentions = find_pay(span.text)
    if not mentions:
        return {"pay_low": frozenset({span.text}), "pay_per": frozenset({"month"})}
    pay = mentions[0].pay
    low, high = pay.min_cents, pay.max_cents
    return {
        "pay_low": frozenset({f"{low / 100:g}"} if low else ()),
        "pay_high": frozenset({f"{high / 100:g}"} if high and high != low else ()),
        "pay_per": frozenset({pay.period.value}),
    }
