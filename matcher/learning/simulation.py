"""
A made-up office whose people's minds are known, to learn from and to be judged by.

Nobody publishes what became of vacancies shown to Chinese factory workers, so the
shipped weights are taught by this simulation: the judgement of people who place
workers (``JUDGEMENT``), said as curves. A particular office differs from it: its
curves are drawn around the judgement (``Mind.around``), it has its own attention along
a list, and vacancies have charms and seekers moods that no feature tells.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np
from scipy.special import expit

from matcher.columns import SeekerColumns, VacancyColumns
from matcher.eligibility import find_obstacles
from matcher.learning.measures import ndcg
from matcher.learning.outcomes import GAINS, Outcome, OutcomeLog
from matcher.ranking.features import FEATURES, Features, Side, find_features, of_side
from matcher.ranking.ranker import Curve, SideWeights
from matcher.types import Location, Schooling, SeekerProfile, Shift, VacancyProfile

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.random import Generator
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

T = TypeVar("T")

LIST_LENGTH: Final = 10
# Log-odds of a pair of which nothing is known, and what each feature adds at its knots.
INTERCEPTS: Final = {Side.WANTS: -2.2, Side.ASKS: -0.9}
JUDGEMENT: Final[Mapping[Side, Mapping[str, tuple[float, ...]]]] = {
    Side.WANTS: {
        "work": (-2.5, -1.2, 0.0, 0.9, 1.7, 2.2, 2.4),
        "pay": (-1.6, -0.8, 0.0, 0.5, 0.8),
        "pay_told": (-0.4, 0.0),
        "place": (-0.9, 0.0, 0.6),
        "shift": (-0.6, 0.0, 0.3),
        "lodging": (-1.0, 0.0, 0.5),
        "board": (-0.4, 0.0, 0.25),
        "insurance": (0.0, 0.3),
    },
    Side.ASKS: {
        "work": (-2.2, -1.1, 0.0, 0.8, 1.5, 1.9, 2.1),
        "experience": (-1.2, -0.6, 0.0),
        "practice": (0.0, 0.4, 0.6),
        "certificate": (0.0, 0.5),
        "schooling": (0.0, 0.3),
    },
}
# How much one office's curves differ from the judgement: a log-normal factor on each
# rise, and on the whole side.
_SPREAD: Final = 0.7
_SIDE_SPREAD: Final = 0.3
# What no feature tells, in log-odds.
_HIDDEN: Final = 0.6
# Alike occupations come in families.
_OCCUPATIONS, _FAMILY = 60, 5
# Closeness as an encoder sees it: the same work, the same family, anything else.
_SEEN_CLOSENESS: Final = ((9, 3), (4, 6), (1.2, 10))
_TOWN_KM: Final = 40.0


@dataclass(frozen=True, slots=True)
class Mind:
    """What an office's people really weigh."""

    wants: SideWeights
    asks: SideWeights

    @classmethod
    def of_judgement(cls) -> Mind:
        """Return the judgement itself."""
        return cls(*(_weights(side, JUDGEMENT[side]) for side in Side))

    @classmethod
    def around(cls, random: Generator) -> Mind:
        """Draw an office: every rise of every curve is its own."""
        sides = []
        for side in Side:
            whole = random.lognormal(0, _SIDE_SPREAD)
            heights = {
                name: _bent(FEATURES[name].neutral, FEATURES[name].knots, curve, random)
                * whole
                for name, curve in JUDGEMENT[side].items()
            }
            sides.append(_weights(side, heights))
        return cls(*sides)


@dataclass(frozen=True, slots=True, eq=False)
class Town:
    """
    Seekers and vacancies, and what each pair would really come to.

    Parameters
    ----------
    features
        Of all pairs, ``(seekers, vacancies)``.
    eligible
        Between whom no obstacle stands.
    want, take
        The chance that the seeker would apply once the vacancy is looked at, and that
        the employer would then go on.
    """

    features: Features
    eligible: NDArray[np.bool_]
    want: Floats
    take: Floats

    @property
    def gains(self) -> Floats:
        """Return the gain to be expected of each pair that is looked at."""
        step = _steps(self.want, self.take)
        return sum(
            (step[outcome] * GAINS[outcome] for outcome in Outcome),
            np.zeros_like(self.want),
        )


def build_town(mind: Mind, random: Generator, seekers: int, vacancies: int) -> Town:
    """Draw people and postings, and what they would say to each other."""
    ours, our_work = _seekers(random, seekers)
    theirs, their_work = _vacancies(random, vacancies)
    closeness, same = _closeness(our_work, their_work, random)
    people, offers = SeekerColumns(ours), VacancyColumns(theirs)
    features = find_features(people, offers, closeness)
    obstacles = find_obstacles(people, offers)
    # People know their work better than an encoder: their mind reads the true one.
    real = {**features, "work": same}
    charm = random.normal(0, _HIDDEN, vacancies)
    mood = random.normal(0, _HIDDEN, (seekers, 1))
    return Town(
        features,
        ~np.logical_or.reduce(list(obstacles.values())),
        expit(mind.wants.log_odds(real) + charm + mood),
        expit(mind.asks.log_odds(real) + random.normal(0, _HIDDEN, vacancies)),
    )


def show(
    town: Town,
    scores: NDArray[np.floating],
    random: Generator,
    *,
    steepness: float,
    outcomes: int | None = None,
) -> OutcomeLog:
    """
    Show every seeker the ten of the highest scores, and return what became of them.

    Parameters
    ----------
    scores
        Of all pairs; only eligible ones are shown.
    steepness
        Of the attention along the list.
    outcomes
        Stop with the list by which so many had an outcome.
    """
    allowed = np.where(town.eligible, scores, -np.inf)
    best = np.argsort(-allowed, axis=1, kind="stable")[:, :LIST_LENGTH]
    rows, places = np.nonzero(np.take_along_axis(town.eligible, best, axis=1))
    columns = best[rows, places]
    log = OutcomeLog(
        {name: values[rows, columns] for name, values in town.features.items()},
        rows.astype(np.int64),
        columns.astype(np.int64),
        places.astype(np.int64) + 1,
        _drawn(town, rows, columns, places + 1, steepness, random),
    )
    if outcomes is None:
        return log
    happened = np.cumsum(log.outcomes > Outcome.IGNORED)
    enough = np.flatnonzero(happened >= outcomes)
    last = rows[enough[0]] if len(enough) else rows[-1]
    return log.rows(rows <= last)


def true_ndcg(town: Town, scores: NDArray[np.floating]) -> float:
    """Return the mean nDCG@10 over the seekers, by the gains to be expected."""
    gains = np.where(town.eligible, town.gains, 0)
    lists = zip(gains, np.where(town.eligible, scores, -1), strict=True)
    return float(np.nanmean([ndcg(gain, score) for gain, score in lists]))


def _drawn(
    town: Town,
    rows: NDArray[np.intp],
    columns: NDArray[np.intp],
    positions: NDArray[np.intp],
    steepness: float,
    random: Generator,
) -> NDArray[np.int64]:
    """Return what became of each: not seen is ignored."""
    steps = _steps(town.want[rows, columns], town.take[rows, columns])
    chances = np.stack([steps[outcome] for outcome in Outcome], axis=1)
    drawn = (random.random((len(rows), 1)) > chances.cumsum(axis=1)).sum(axis=1)
    drawn = np.minimum(drawn, len(Outcome) - 1)
    looked = random.random(len(rows)) < positions.astype(float) ** -steepness
    return np.where(looked, drawn, Outcome.IGNORED).astype(np.int64)


def _steps(want: Floats, take: Floats) -> dict[Outcome, Floats]:
    """Return the chance that a pair which is looked at ends at each outcome."""
    opened = np.sqrt(want)
    # A fifth of the applications is never answered.
    answered = 0.8 * want
    hired, stayed = 0.6, 0.7
    return {
        Outcome.IGNORED: 1 - opened,
        Outcome.VIEWED: opened - want,
        Outcome.APPLIED: want - answered,
        Outcome.DECLINED: answered * (1 - take),
        Outcome.INTERVIEWED: answered * take * (1 - hired),
        Outcome.HIRED: answered * take * hired * (1 - stayed),
        Outcome.STAYED: answered * take * hired * stayed,
    }


def _weights(
    side: Side, heights: Mapping[str, Floats | tuple[float, ...]]
) -> SideWeights:
    return SideWeights(
        INTERCEPTS[side],
        {
            spec.name: Curve(spec.knots, tuple(float(y) for y in heights[spec.name]))
            for spec in of_side(side)
        },
    )


def _bent(
    neutral: float,
    knots: tuple[float, ...],
    curve: tuple[float, ...],
    random: Generator,
) -> Floats:
    """Return the curve with every rise of another height, zero at the neutral."""
    rises = np.diff(curve) * random.lognormal(0, _SPREAD, len(curve) - 1)
    heights = np.concatenate([[0.0], np.cumsum(rises)])
    shifted: Floats = heights - np.interp(neutral, knots, heights)
    return shifted


def _closeness(
    ours: NDArray[np.int64], theirs: NDArray[np.int64], random: Generator
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the closeness that an encoder sees, and the true one."""
    same = ours[:, None] == theirs
    family = ours[:, None] // _FAMILY == theirs // _FAMILY
    kinds = np.where(same, 0, np.where(family, 1, 2))
    shapes = np.array(_SEEN_CLOSENESS)[kinds]
    seen = random.beta(shapes[..., 0], shapes[..., 1])
    real = np.array([0.9, 0.45, 0.05])[kinds]
    # Half of what the encoder is unsure of is really in between.
    return seen.astype(np.float32), ((seen + real) / 2).astype(np.float32)


def _seekers(
    random: Generator, count: int
) -> tuple[list[SeekerProfile], NDArray[np.int64]]:
    work = random.integers(_OCCUPATIONS, size=count)
    schooling = tuple(Schooling)
    people = [
        SeekerProfile(
            id=number,
            wanted_title="",
            wanted_location=_where(random) if random.random() < 0.7 else Location(),
            wanted_pay_cents=_pay(random, work[number], 0.9)
            if random.random() < 0.8
            else None,
            wanted_shift=_one(random, (None, None, Shift.DAY, Shift.TWO)),
            wants_lodging=random.random() < 0.6,
            wants_board=random.random() < 0.4,
            schooling=schooling[random.integers(5)],
            experience_months=int(random.choice((0, 0, 3, 6, 12, 24, 36, 60, 120))),
            certificates=_certificates(work[number], random, 0.85),
        )
        for number in range(count)
    ]
    return people, work


def _vacancies(
    random: Generator, count: int
) -> tuple[list[VacancyProfile], NDArray[np.int64]]:
    work = random.integers(_OCCUPATIONS, size=count)
    schooling = (Schooling.ANY,) * 4 + (
        Schooling.JUNIOR, Schooling.JUNIOR, Schooling.SENIOR, Schooling.COLLEGE,
    )  # fmt: skip
    offers = []
    for number in range(count):
        low = None if random.random() < 0.1 else _pay(random, work[number], 1.0)
        offers.append(
            VacancyProfile(
                id=number,
                title="",
                location=_where(random),
                pay_min_cents=low,
                pay_max_cents=None if low is None else round(low * 1.3),
                shift=_one(random, (None, *Shift)),
                has_lodging=random.random() < 0.6,
                has_board=random.random() < 0.5,
                has_insurance=random.random() < 0.5,
                schooling=schooling[random.integers(len(schooling))],
                experience_months=int(random.choice((0, 0, 0, 3, 6, 12, 24))),
                certificates=_certificates(work[number], random, 1.0),
            )
        )
    return offers, work


def _where(random: Generator) -> Location:
    """Return one of a district's towns, each a code of its own."""
    town = int(random.integers(12))
    angle, km = 2 * np.pi * town / 12, _TOWN_KM * (0.3 + 0.7 * (town % 3) / 2)
    lat, lon = 31.0 + km / 111 * np.sin(angle), 120.6 + km / 95 * np.cos(angle)
    return Location(f"320509{100 + town}", float(lat), float(lon))


def _pay(random: Generator, work: int, share: float) -> int:
    """Return fen a month, in steps of 500 yuan: each work has its usual pay."""
    usual = 450_000 + 10_000 * (7 * work % _OCCUPATIONS)
    return round(float(share * usual * random.lognormal(0, 0.15) / 50_000)) * 50_000


def _certificates(work: int, random: Generator, share: float) -> frozenset[str]:
    """Return the certificate of every sixth work, held or asked for by this share."""
    if work % 6 or random.random() > share:
        return frozenset()
    return frozenset({f"certificate {work}"})


def _one(random: Generator, values: tuple[T, ...]) -> T:
    return values[int(random.integers(len(values)))]
