"""
Who could work where: all who look for work and all that is open, assigned at once.

Candidates are each person's best suitable vacancies within reach, with the chance that
the ranker tells; ``matcher.assignment`` chooses among them. Sex, age, people, home and
marriage are in no profile; how the groups fare is counted afterwards. What is found is
a proposal to the office's people, who call or invite: nobody is told anything by it.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections import Counter, defaultdict
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from sqlalchemy import func, select

from matcher.assignment.assign import assign
from matcher.assignment.leftover import Left, main_obstacle
from matcher.assignment.problem import NOWHERE, Candidates
from matcher.assignment.report import Report, all_reasons, filled_posts
from matcher.counterfactuals import SUITABLE_WORK, what_would_help
from matcher.eligibility import Obstacle
from matcher.matching import Seekers, Vacancies
from matcher.passages import seeker_wordings
from models import Account, Application, ApplicationStatus, Seeker, Vacancy
from webapp.services import fairness

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray
    from sqlalchemy.orm import Session

    from matcher.assignment.assign import Assignment
    from matcher.counterfactuals import Help
    from matcher.explanation import Reason
    from matcher.matching import Fit, Pairs
    from webapp.services.matching import MatchMaker

# Of so many of each person's best vacancies one is chosen.
WIDTH = 50
# Who was hired so lately has work.
HIRED_DAYS = 180
HIRED = (ApplicationStatus.HIRED, ApplicationStatus.STAYED)
# Comparing takes most of the time, telling what would help the rest.
COMPARING = 0.6


class LeftOut(enum.StrEnum):
    """Who looks for work and is not asked about."""

    UNRANKED = "unranked"
    """Wants no ranking by profile."""
    HIRED = "hired"


@dataclass(frozen=True, slots=True)
class EmployerLine:
    """
    What an employer gets.

    Parameters
    ----------
    within_reach
        People whom suitable work and all conditions bring within reach, at most for
        one of the employer's vacancies.
    hindrance, kept_away
        What alone keeps most people from suitable work there, and how many; None when
        nothing does.
    """

    employer_id: int
    sought: int
    filled: int
    within_reach: int
    hindrance: Obstacle | None
    kept_away: int


@dataclass(frozen=True, slots=True)
class Figures:
    """
    A run in figures.

    Parameters
    ----------
    left_out
        How many look for work and were not asked about, and why.
    employers
        Those that seek somebody: who gets nobody first, of those the smaller one.
    """

    report: Report
    left_out: dict[LeftOut, int]
    employers: tuple[EmployerLine, ...]
    shares: tuple[fairness.Share, ...]

    def to_json(self) -> dict[str, Any]:
        """Return what JSON can hold, for ``of_json``."""
        return asdict(self)

    @classmethod
    def of_json(cls, stored: dict[str, Any]) -> Figures:
        """Return what was stored."""
        report = dict(stored["report"])
        report["left"] = {Left(why): n for why, n in report["left"].items()}
        return cls(
            Report(**report),
            {LeftOut(why): n for why, n in stored["left_out"].items()},
            tuple(
                EmployerLine(
                    **{
                        **each,
                        "hindrance": Obstacle(each["hindrance"])
                        if each["hindrance"]
                        else None,
                    }
                )
                for each in stored["employers"]
            ),
            tuple(fairness.Share(**each) for each in stored["shares"]),
        )


@dataclass(frozen=True, slots=True)
class Line:
    """What is found of one person: a vacancy and why, or why none and what helps."""

    seeker_id: int
    vacancy_id: int | None = None
    chance: float = 0.0
    reasons: tuple[Reason, ...] = ()
    left: Left | None = None
    helps: tuple[Help, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """What a run has found, people by id."""

    figures: Figures
    lines: tuple[Line, ...]


@dataclass(slots=True)
class _Compared:
    """What comparing all pairs leaves: no pair but the candidates."""

    columns: list[NDArray[np.int64]] = field(default_factory=list)
    chances: list[NDArray[np.float64]] = field(default_factory=list)
    left: dict[int, Left] = field(default_factory=dict)


def work_out(
    session: Session,
    maker: MatchMaker,
    *,
    now: dt.datetime,
    on_progress: Callable[[float], None] = lambda _: None,
) -> Found:
    """
    Return who could work where; seconds for thousands of people, and only reading.

    New texts are encoded and stored in the session, so ``embed_all`` is called before
    by who wants to write nothing.

    Parameters
    ----------
    on_progress
        Called with how much is done, 0 to 1.
    """
    left_out = _left_out(session, now)
    people, vacancies, blocks = maker.compare_all(session, now=now, without=left_out)
    sought = _sought(session, vacancies)
    within = np.zeros(len(sought), dtype=np.int64)
    away = np.zeros((len(Obstacle), len(sought)), dtype=np.int64)
    compared = _Compared()
    for pairs in blocks:
        _compare(pairs, compared, within, away)
        on_progress(COMPARING * len(compared.columns) / len(people.profiles))
    candidates = Candidates(
        np.concatenate(
            [[0], np.cumsum([len(own) for own in compared.columns], dtype=np.int64)]
        ),
        np.concatenate([np.empty(0, np.int64), *compared.columns]).astype(np.int64),
        np.concatenate([np.empty(0), *compared.chances]).astype(np.float64),
        sought,
    )
    found = assign(candidates)
    filled = filled_posts(candidates, found.placed)
    reasons = all_reasons(found, compared.left)
    employers = _employers(session, vacancies)
    figures = Figures(
        Report.of(candidates, found, employers, compared.left),
        dict(Counter(left_out.values())),
        _by_employer(employers, sought, filled, within, away),
        tuple(
            fairness.shares_of(
                session,
                {each.id for each in people.profiles},
                {
                    people.profiles[row].id
                    for row in np.flatnonzero(found.placed != NOWHERE).tolist()
                },
                now,
            )
        ),
    )
    fits = _fits(session, maker, people, vacancies, found)
    free = _part(vacancies, np.flatnonzero(filled < sought))
    lines = []
    for row, person in enumerate(people.profiles):
        if (fit := fits.get(person.id)) is not None:
            lines.append(Line(person.id, fit.vacancy_id, fit.chance, fit.reasons))
        else:
            helps = (
                what_would_help(
                    person, people.vectors[row], free, maker.baseline, coach=True
                )
                if reasons[row] not in (Left.UNTOLD, Left.NO_WORK, Left.AGE)
                else ()
            )
            lines.append(Line(person.id, left=reasons[row], helps=helps))
        if row % 100 == 0:
            on_progress(COMPARING + (1 - COMPARING) * row / len(people.profiles))
    return Found(figures, tuple(lines))


def _left_out(session: Session, now: dt.datetime) -> dict[int, LeftOut]:
    unranked = session.scalars(
        select(Seeker.id)
        .join(Account, Account.id == Seeker.account_id)
        .where(Seeker.is_looking, ~Account.is_ranked_for)
    )
    hired = session.scalars(
        select(Seeker.id)
        .join(Application, Application.seeker_id == Seeker.id)
        .where(
            Seeker.is_looking,
            Application.status.in_(HIRED),
            Application.updated_at >= now - dt.timedelta(days=HIRED_DAYS),
        )
    )
    return dict.fromkeys(hired, LeftOut.HIRED) | dict.fromkeys(
        unranked, LeftOut.UNRANKED
    )


def _sought(session: Session, vacancies: Vacancies) -> NDArray[np.int64]:
    """Return how many each vacancy still seeks: who is hired there fills a post."""
    hired = dict(
        session.execute(
            select(Application.vacancy_id, func.count())
            .where(Application.status.in_(HIRED))
            .group_by(Application.vacancy_id)
        ).all()
    )
    return np.array(
        [max(0, v.headcount - hired.get(v.id, 0)) for v in vacancies.profiles],
        dtype=np.int64,
    )


def _compare(
    pairs: Pairs,
    compared: _Compared,
    within: NDArray[np.int64],
    away: NDArray[np.int64],
) -> None:
    """Add some people: their candidates, why there are none, and whom that costs."""
    told = np.array([any(seeker_wordings(each)) for each in pairs.seekers])
    # Work that nobody has named is close to nothing.
    suitable = (pairs.closeness >= SUITABLE_WORK) & told[:, None]
    stands = np.stack([pairs.obstacles[kind] for kind in Obstacle])
    within += (suitable & pairs.eligible).sum(axis=0)
    alone = suitable & (stands.sum(axis=0) == 1)
    away += (stands & alone).sum(axis=1)
    for row in range(len(pairs.seekers)):
        columns, chances = pairs.chances_of(row, WIDTH, SUITABLE_WORK)
        if not told[row]:
            columns, chances = columns[:0], chances[:0]
        if not len(columns):
            each = {kind: found[row] for kind, found in pairs.obstacles.items()}
            why = main_obstacle(suitable[row], each) if told[row] else Left.UNTOLD
            compared.left[len(compared.columns)] = why
        compared.columns.append(columns.astype(np.int64))
        compared.chances.append(chances)


def _employers(session: Session, vacancies: Vacancies) -> list[int]:
    whose = dict(session.execute(select(Vacancy.id, Vacancy.employer_id)).all())
    return [whose[each.id] for each in vacancies.profiles]


def _by_employer(
    employers: Sequence[int],
    sought: NDArray[np.int64],
    filled: NDArray[np.int64],
    within: NDArray[np.int64],
    away: NDArray[np.int64],
) -> tuple[EmployerLine, ...]:
    rows: defaultdict[int, list[int]] = defaultdict(list)
    for at, employer_id in enumerate(employers):
        if sought[at]:
            rows[employer_id].append(at)
    lines = []
    for employer_id, own in rows.items():
        kept = away[:, own].sum(axis=1)
        most = int(kept.argmax())
        lines.append(
            EmployerLine(
                employer_id,
                int(sought[own].sum()),
                int(filled[own].sum()),
                int(within[own].max()),
                list(Obstacle)[most] if kept[most] else None,
                int(kept[most]),
            )
        )
    return tuple(
        sorted(lines, key=lambda line: (line.filled > 0, line.sought, line.employer_id))
    )


def _fits(
    session: Session,
    maker: MatchMaker,
    people: Seekers,
    vacancies: Vacancies,
    found: Assignment,
) -> dict[int, Fit]:
    """Return of each person who is placed how they fit, and why."""
    fits = {}
    for column in np.unique(found.placed[found.placed != NOWHERE]).tolist():
        rows = np.flatnonzero(found.placed == column)
        own = [people.profiles[at] for at in rows.tolist()]
        few = Seekers.of(own, people.vectors[rows])
        one = _part(vacancies, np.array([column]))
        pairs = maker.compare(session, few, one)
        for fit in pairs.of_vacancy(0, len(rows)).fits:
            fits[fit.seeker_id] = fit
    return fits


def _part(vacancies: Vacancies, rows: NDArray[np.intp]) -> Vacancies:
    return Vacancies.of(
        [vacancies.profiles[at] for at in rows.tolist()], vacancies.vectors[rows]
    )
