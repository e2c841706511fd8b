"""Why a vacancy fits a seeker, and what stands against it, for people to read."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from matcher.certificates import split_by_held, with_likely
from matcher.columns import (
    UNKNOWN_PAY,
    SeekerColumns,
    VacancyColumns,
    pay_reach,
    pay_weighed,
)
from matcher.eligibility import Obstacle, find_obstacles
from matcher.highlights import Words, find_words
from matcher.location import code_number, code_range, distance_between_m
from matcher.ranking.features import USUAL_PAY_CENTS
from matcher.types import Protection, SeekerProfile, Shift, VacancyProfile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    # The feature that decides, what is told of it, and what fills the sentence.
    Fact = tuple[str, "ReasonKind", Mapping[str, str | int]]
    Missing = tuple["ReasonKind", Mapping[str, str | int]]

# Between close and far nothing is claimed: the encoder cannot tell.
SAME_WORK: Final = 0.65
CLOSE_WORK: Final = 0.5
FAR_WORK: Final = 0.15
NEAR_M: Final = 30_000


class ReasonKind(enum.StrEnum):
    """What a reason is about; a page may translate by it."""

    WORK_SAME = "work_same"
    WORK_CLOSE = "work_close"
    WORK_FAR = "work_far"
    PAY_ABOVE = "pay_above"
    PAY_BELOW = "pay_below"
    PAY_ABOVE_USUAL = "pay_above_usual"
    PAY_BELOW_USUAL = "pay_below_usual"
    PAY_CEILING = "pay_ceiling"
    PAY_SHORT = "pay_short"
    PAY_FROM = "pay_from"
    PAY_UNKNOWN = "pay_unknown"
    PLACE_WANTED = "place_wanted"
    PLACE_NEAR = "place_near"
    PLACE_OTHER = "place_other"
    SHIFT_FITS = "shift_fits"
    SHIFT_DIFFERS = "shift_differs"
    LODGING = "lodging"
    LODGING_MISSING = "lodging_missing"
    BOARD = "board"
    BOARD_MISSING = "board_missing"
    COACH = "coach"
    CERTIFICATE_HELD = "certificate_held"
    CERTIFICATE_MISSING = "certificate_missing"
    CERTIFICATE_UNSURE = "certificate_unsure"
    SCHOOLING_MISSING = "schooling_missing"
    EXPERIENCE_MET = "experience_met"
    EXPERIENCE_SHORT = "experience_short"
    PRACTICE = "practice"
    SCHOOLING_MET = "schooling_met"
    INSURANCE = "insurance"
    SHIFT_REFUSED = "shift_refused"
    TOO_FAR = "too_far"
    TOO_LATE = "too_late"
    TOO_YOUNG = "too_young"
    BARRED_TO_MINORS = "barred_to_minors"
    NO_POSTS = "no_posts"


@dataclass(frozen=True, slots=True)
class Reason:
    """
    One thing for a pair, or against it.

    Parameters
    ----------
    weight
        What it moves the fit by, as the ranker has it: above zero for, below against;
        zero for the coach, which helps the person and which no score may read, and for
        a certificate whose class has to be checked.
    evidence
        What fills the sentence: yuan, km, months, names, or a schooling's value.
    words
        Where the advert itself says so.
    """

    kind: ReasonKind
    weight: float
    evidence: Mapping[str, str | int] = field(default_factory=dict)
    words: tuple[Words, ...] = ()

    @property
    def against(self) -> bool:
        """Whether it speaks against the pair, or has to be checked first."""
        return self.weight < 0 or self.kind is ReasonKind.CERTIFICATE_UNSURE


def explain(
    seeker: SeekerProfile,
    vacancy: VacancyProfile,
    closeness: float,
    moved: Mapping[str, float],
) -> tuple[Reason, ...]:
    """
    Return the reasons, those for the pair first, each side from strong to weak.

    What moved nothing is no reason, but for the coach and for what is to be checked.

    Parameters
    ----------
    closeness
        Of the work, 0 to 1, as the fit was given it.
    moved
        What each feature moves the fit by, as ``Ranker.contributions`` gives it.
    """
    reasons = [
        Reason(
            kind, moved[feature], evidence, find_words(kind, evidence, seeker, vacancy)
        )
        for feature, kind, evidence in (
            *_work(closeness),
            *_pay(seeker, vacancy),
            *_place(seeker, vacancy),
            *_shift(seeker, vacancy),
            *_benefits(seeker, vacancy),
            *_demands(seeker, vacancy),
        )
        if moved[feature] != 0
    ]
    for kind, evidence in (*_coach(seeker, vacancy), *_unsure(seeker, vacancy)):
        words = find_words(kind, evidence, seeker, vacancy)
        reasons.append(Reason(kind, 0.0, evidence, words))
    return tuple(sorted(reasons, key=lambda r: (r.against, -abs(r.weight))))


def _work(closeness: float) -> Iterator[Fact]:
    if closeness >= SAME_WORK:
        yield "work", ReasonKind.WORK_SAME, {}
    elif closeness >= CLOSE_WORK:
        yield "work", ReasonKind.WORK_CLOSE, {}
    elif closeness < FAR_WORK:
        yield "work", ReasonKind.WORK_FAR, {}


def _pay(seeker: SeekerProfile, vacancy: VacancyProfile) -> Iterator[Fact]:
    wanted, reach = seeker.wanted_pay_cents, pay_reach(vacancy)
    if reach == UNKNOWN_PAY:
        yield "pay_told", ReasonKind.PAY_UNKNOWN, {}
        return
    if vacancy.pay_min_cents is None:
        # That the lower end is not told weighs: what it is cannot be said.
        yield "pay", ReasonKind.PAY_CEILING, {"most": reach // 100}
        return
    # What moves the fit is the middle of what is paid; the sentence names that too.
    yuan = round((pay_weighed(vacancy) - (wanted or USUAL_PAY_CENTS)) / 100)
    usual = {"yuan": abs(yuan), "usual": USUAL_PAY_CENTS // 100}
    if yuan > 0 and wanted:
        yield "pay", ReasonKind.PAY_ABOVE, {"yuan": yuan}
    elif yuan < 0 and wanted:
        yield "pay", ReasonKind.PAY_BELOW, {"yuan": -yuan, "most": reach // 100}
    elif yuan > 0:
        yield "pay", ReasonKind.PAY_ABOVE_USUAL, usual
    elif yuan < 0:
        yield "pay", ReasonKind.PAY_BELOW_USUAL, usual


def _place(seeker: SeekerProfile, vacancy: VacancyProfile) -> Iterator[Fact]:
    wanted, here = seeker.wanted_location, vacancy.location
    if not wanted.code or not here.code:
        return
    first, past = code_range(wanted.code)
    if first <= code_number(here.code) < past:
        yield "place", ReasonKind.PLACE_WANTED, {}
        return
    metres = distance_between_m(wanted, here)
    if metres is not None and metres <= NEAR_M:
        yield "place", ReasonKind.PLACE_NEAR, {"km": max(1, round(metres / 1000))}
        return
    yield "place", ReasonKind.PLACE_OTHER, {}


def _shift(seeker: SeekerProfile, vacancy: VacancyProfile) -> Iterator[Fact]:
    wanted, offered = seeker.wanted_shift, vacancy.shift
    if wanted is None or offered is None:
        return
    suits = wanted == offered or Shift.FLEXIBLE in (wanted, offered)
    kind = ReasonKind.SHIFT_FITS if suits else ReasonKind.SHIFT_DIFFERS
    yield "shift", kind, {"shift": offered.value}


def _benefits(seeker: SeekerProfile, vacancy: VacancyProfile) -> Iterator[Fact]:
    if seeker.wants_lodging:
        has = vacancy.has_lodging
        kind = ReasonKind.LODGING if has else ReasonKind.LODGING_MISSING
        yield "lodging", kind, {}
    if seeker.wants_board:
        has = vacancy.has_board
        kind = ReasonKind.BOARD if has else ReasonKind.BOARD_MISSING
        yield "board", kind, {}
    if vacancy.has_insurance:
        yield "insurance", ReasonKind.INSURANCE, {}


def _demands(seeker: SeekerProfile, vacancy: VacancyProfile) -> Iterator[Fact]:
    held, _missing = split_by_held(vacancy.certificates, seeker.certificates)
    if held:
        names = {"name": "、".join(held)}
        yield "certificate", ReasonKind.CERTIFICATE_HELD, names
    if 0 < vacancy.schooling.rank <= seeker.schooling.rank:
        yield "schooling", ReasonKind.SCHOOLING_MET, {}
    asked, has = vacancy.experience_months, seeker.experience_months
    if has:
        kind = ReasonKind.EXPERIENCE_MET if 0 < asked <= has else ReasonKind.PRACTICE
        yield "practice", kind, {"months": has}
    if asked > has:
        yield "experience", ReasonKind.EXPERIENCE_SHORT, {"months": asked - has}


def _coach(seeker: SeekerProfile, vacancy: VacancyProfile) -> Iterator[Missing]:
    if seeker.home_county in vacancy.coach_from:
        yield ReasonKind.COACH, {}


def _unsure(seeker: SeekerProfile, vacancy: VacancyProfile) -> Iterator[Missing]:
    """Yield the certificates that are likely held, by somebody who names no class."""
    asked, held = vacancy.certificates, seeker.certificates
    lacking = set(split_by_held(asked, with_likely(held))[1])
    names = [name for name in split_by_held(asked, held)[1] if name not in lacking]
    if names:
        yield ReasonKind.CERTIFICATE_UNSURE, {"name": "、".join(names)}


def explain_obstacles(
    seeker: SeekerProfile, vacancy: VacancyProfile
) -> tuple[Reason, ...]:
    """
    Return what rules a pair out, in the order of ``Obstacle``; empty when nothing.

    Each says what is missing, and by how much: that is what would have to change.
    """
    ours, theirs = SeekerColumns([seeker]), VacancyColumns([vacancy])
    found = find_obstacles(ours, theirs)
    return tuple(
        Reason(kind, -1.0, evidence, find_words(kind, evidence, seeker, vacancy))
        for obstacle, stands in found.items()
        if stands.item()
        for kind, evidence in _OBSTACLES[obstacle](seeker, vacancy)
    )


def _missing_certificates(
    seeker: SeekerProfile, vacancy: VacancyProfile
) -> Iterator[Missing]:
    likely = with_likely(seeker.certificates)
    _held, missing = split_by_held(vacancy.certificates, likely)
    for name in missing:
        yield ReasonKind.CERTIFICATE_MISSING, {"name": name}


def _too_little_schooling(_: SeekerProfile, vacancy: VacancyProfile) -> list[Missing]:
    return [(ReasonKind.SCHOOLING_MISSING, {"schooling": vacancy.schooling.value})]


def _too_little_pay(seeker: SeekerProfile, vacancy: VacancyProfile) -> list[Missing]:
    short = (seeker.wanted_pay_cents or 0) - pay_reach(vacancy)
    yuan, told = -(-short // 100), pay_reach(vacancy) // 100
    if vacancy.pay_max_cents is None:
        return [(ReasonKind.PAY_FROM, {"yuan": yuan, "least": told})]
    return [(ReasonKind.PAY_SHORT, {"yuan": yuan, "most": told})]


def _refused_shift(_: SeekerProfile, vacancy: VacancyProfile) -> Iterator[Missing]:
    if vacancy.shift is not None:
        yield ReasonKind.SHIFT_REFUSED, {"shift": vacancy.shift.value}


def _too_far(seeker: SeekerProfile, vacancy: VacancyProfile) -> Iterator[Missing]:
    metres = distance_between_m(seeker.wanted_location, vacancy.location)
    if metres is not None and seeker.reach_m is not None:
        km = {"km": round(metres / 1000), "limit": round(seeker.reach_m / 1000)}
        yield ReasonKind.TOO_FAR, km


def _too_late(seeker: SeekerProfile, vacancy: VacancyProfile) -> Iterator[Missing]:
    if seeker.available_from is not None and vacancy.start_by is not None:
        late = (seeker.available_from - vacancy.start_by).days
        yield ReasonKind.TOO_LATE, {"days": late}


def _too_young(seeker: SeekerProfile, _: VacancyProfile) -> list[Missing]:
    if seeker.protection is Protection.CHILD:
        return [(ReasonKind.TOO_YOUNG, {})]
    return [(ReasonKind.BARRED_TO_MINORS, {})]


_OBSTACLES: Final[
    Mapping[Obstacle, Callable[[SeekerProfile, VacancyProfile], Iterable[Missing]]]
] = {
    Obstacle.NO_POSTS: lambda _, __: [(ReasonKind.NO_POSTS, {})],
    Obstacle.AGE: _too_young,
    Obstacle.CERTIFICATE: _missing_certificates,
    Obstacle.SCHOOLING: _too_little_schooling,
    Obstacle.PAY: _too_little_pay,
    Obstacle.SHIFT: _refused_shift,
    Obstacle.REACH: _too_far,
    Obstacle.DATES: _too_late,
}
