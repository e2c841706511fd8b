"""
What would bring a seeker within reach of more suitable vacancies, and of how many.

Every count is exact: the conditions are checked again for the seeker as changed. Only
vacancies of suitable work count, since a forklift certificate that opens twenty posts
for welders helps no seamstress.
"""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from matcher.certificates import alternatives, with_likely
from matcher.columns import SeekerColumns
from matcher.eligibility import find_obstacles
from matcher.ranking import similarities
from matcher.types import WITH_NIGHTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from matcher.columns import VacancyColumns
    from matcher.encoder.protocol import Vectors
    from matcher.matching import Vacancies
    from matcher.ranking import Baseline
    from matcher.types import SeekerProfile, VacancyProfile

# Nearer than this the encoder takes work for related: half-way to "similar".
SUITABLE_WORK: Final = 0.35
PAY_STEPS_CENTS: Final = (50_000, 100_000, 150_000)
# Nobody is told to work for much less than they want.
MOST_OF_PAY: Final = 0.2
REACHES_M: Final = (10_000, 20_000, 50_000, 100_000)
EARLIER_DAYS: Final = (7, 14, 30)


class ChangeKind(enum.StrEnum):
    """What a seeker could change; the coach is the office's to send."""

    CERTIFICATE = "certificate"
    PAY = "pay"
    NIGHTS = "nights"
    REACH = "reach"
    EARLIER = "earlier"
    COACH = "coach"


@dataclass(frozen=True, slots=True)
class Help:
    """
    A change, and how many more suitable vacancies it brings within reach.

    Parameters
    ----------
    seeker
        As changed.
    evidence
        What fills the sentence: a name, yuan, km, days.
    """

    kind: ChangeKind
    count: int
    seeker: SeekerProfile
    evidence: Mapping[str, str | int] = field(default_factory=dict)


def what_would_help(
    seeker: SeekerProfile,
    vector: Vectors,
    vacancies: Vacancies,
    baseline: Baseline,
    most: int = 3,
    *,
    coach: bool = False,
) -> tuple[Help, ...]:
    """
    Return the changes that help, of each kind the best, those that help most first.

    The best of a kind is the one that brings most for each step; of equal ones the
    smallest.

    Parameters
    ----------
    vector
        Of the seeker's work, as in ``Seekers``.
    coach
        Whether a coach from the home county to every gate is among the changes.
    """
    near = baseline.closeness(similarities(vector[None, :], vacancies.vectors))[0]
    within = _eligible(seeker, vacancies.columns)
    rows = np.flatnonzero((near >= SUITABLE_WORK) & ~within)
    suitable = [vacancies.profiles[row] for row in rows.tolist()]
    columns = vacancies.columns.taken(rows)
    best: dict[ChangeKind, tuple[float, Help]] = {}
    changes = [*_changes(seeker, suitable)]
    if coach and seeker.home_county and seeker.reach_m is not None:
        # A coach fulfils the condition of reach, wherever the gate is.
        changes.append((1, ChangeKind.COACH, replace(seeker, reach_m=None), {}))
    for step, kind, changed, evidence in changes:
        count = int(_eligible(changed, columns).sum())
        worth = count / step
        if count and (kind not in best or worth > best[kind][0]):
            best[kind] = worth, Help(kind, count, changed, evidence)
    found = sorted((each for _, each in best.values()), key=lambda h: -h.count)
    return tuple(found[:most])


def _eligible(seeker: SeekerProfile, columns: VacancyColumns) -> NDArray[np.bool_]:
    found = find_obstacles(SeekerColumns([seeker]), columns)
    eligible: NDArray[np.bool_] = ~np.logical_or.reduce(list(found.values()))[0]
    return eligible


_Change = tuple[int, ChangeKind, "SeekerProfile", dict[str, "str | int"]]


def _changes(
    seeker: SeekerProfile, vacancies: Sequence[VacancyProfile]
) -> Iterator[_Change]:
    """Yield how large a step it is, what it is, and the seeker as changed."""
    asked = frozenset().union(*(v.certificates for v in vacancies))
    choices = {each for name in asked for each in alternatives(name)}
    # Who gets another class still has what they mostly have who name none.
    likely = with_likely(seeker.certificates)
    for name in sorted(choices - likely):
        changed = replace(seeker, certificates=likely | {name})
        yield 1, ChangeKind.CERTIFICATE, changed, {"name": name}
    wanted = seeker.wanted_pay_cents or 0
    for step, less in enumerate(PAY_STEPS_CENTS, start=1):
        if less <= MOST_OF_PAY * wanted:
            changed = replace(seeker, wanted_pay_cents=wanted - less)
            yield step, ChangeKind.PAY, changed, {"yuan": less // 100}
    if seeker.refused_shifts & WITH_NIGHTS:
        changed = replace(seeker, refused_shifts=seeker.refused_shifts - WITH_NIGHTS)
        yield 1, ChangeKind.NIGHTS, changed, {}
    if seeker.reach_m is not None:
        further = [reach for reach in REACHES_M if reach > seeker.reach_m]
        for step, reach_m in enumerate(further, start=1):
            changed = replace(seeker, reach_m=reach_m)
            yield step, ChangeKind.REACH, changed, {"km": reach_m // 1000}
    if seeker.available_from is not None:
        for step, days in enumerate(EARLIER_DAYS, start=1):
            day = seeker.available_from - dt.timedelta(days=days)
            changed = replace(seeker, available_from=day)
            yield step, ChangeKind.EARLIER, changed, {"days": days}
