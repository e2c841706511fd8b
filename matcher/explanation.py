"""Why a vacancy fits a seeker, and what stands against it, for people to read."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from matcher.columns import UNKNOWN_PAY, pay_reach
from matcher.location import code_number, code_range, distance_between_m
from matcher.ranking import ASKS, WANTS
from matcher.types import SeekerProfile, Shift, VacancyProfile

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# Between close and far nothing is claimed: the encoder cannot tell.
SAME_WORK: Final = 0.65
CLOSE_WORK: Final = 0.5
FAR_WORK: Final = 0.15
NEAR_M: Final = 30_000
WORK_WEIGHT: Final = WANTS["work"] + ASKS["work"]


class ReasonKind(enum.StrEnum):
    """What a reason is about; a page may translate by it."""

    WORK_SAME = "work_same"
    WORK_CLOSE = "work_close"
    WORK_FAR = "work_far"
    PAY_ABOVE = "pay_above"
    PAY_MEETS = "pay_meets"
    PAY_BELOW = "pay_below"
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
    SCHOOLING_MISSING = "schooling_missing"
    EXPERIENCE_MET = "experience_met"
    EXPERIENCE_SHORT = "experience_short"
    NO_POSTS = "no_posts"


@dataclass(frozen=True, slots=True)
class Reason:
    """
    One thing for a pair, or against it.

    Parameters
    ----------
    evidence
        What fills the sentence: yuan, km, months, names, or a schooling's value.
    weight
        What it moves the fit by: above zero for, below against; zero for what helps the
        person and no score may read.
    """

    kind: ReasonKind
    weight: float
    evidence: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def against(self) -> bool:
        """Whether it speaks against the pair."""
        return self.weight < 0


def explain(
    seeker: SeekerProfile, vacancy: VacancyProfile, closeness: float
) -> tuple[Reason, ...]:
    """
    Return the reasons, those for the pair first, each side from strong to weak.

    Parameters
    ----------
    closeness
        Of the work, 0 to 1, as the fit was given it.
    """
    reasons = [
        *_work(closeness),
        *_pay(seeker, vacancy),
        *_place(seeker, vacancy),
        *_shift(seeker, vacancy),
        *_lodging_and_board(seeker, vacancy),
        *_coach(seeker, vacancy),
        *_demands(seeker, vacancy),
    ]
    return tuple(sorted(reasons, key=lambda r: (r.against, -abs(r.weight))))


def _work(closeness: float) -> Iterator[Reason]:
    if closeness >= SAME_WORK:
        yield Reason(ReasonKind.WORK_SAME, WORK_WEIGHT * closeness)
    elif closeness >= CLOSE_WORK:
        yield Reason(ReasonKind.WORK_CLOSE, WORK_WEIGHT * closeness)
    elif closeness < FAR_WORK:
        yield Reason(ReasonKind.WORK_FAR, -WORK_WEIGHT * (1 - closeness))


def _pay(seeker: SeekerProfile, vacancy: VacancyProfile) -> Iterator[Reason]:
    wanted, reach = seeker.wanted_pay_cents, pay_reach(vacancy)
    if reach == UNKNOWN_PAY:
        yield Reason(ReasonKind.PAY_UNKNOWN, -0.01)
        return
    if not wanted:
        return
    yuan = {"yuan": abs(reach - wanted) // 100}
    weight = WANTS["pay"] * max(-1.0, min(1.0, (reach - wanted) / wanted))
    if yuan["yuan"] == 0:
        yield Reason(ReasonKind.PAY_MEETS, WANTS["pay"] / 10)
    elif reach > wanted:
        yield Reason(ReasonKind.PAY_ABOVE, max(weight, WANTS["pay"] / 10), yuan)
    else:
        yield Reason(ReasonKind.PAY_BELOW, min(weight, -WANTS["pay"] / 10), yuan)


def _place(seeker: SeekerProfile, vacancy: VacancyProfile) -> Iterator[Reason]:
    wanted, here = seeker.wanted_location, vacancy.location
    if not wanted.code or not here.code:
        return
    first, past = code_range(wanted.code)
    if first <= code_number(here.code) < past:
        yield Reason(ReasonKind.PLACE_WANTED, WANTS["place"])
        return
    metres = distance_between_m(wanted, here)
    if metres is not None and metres <= NEAR_M:
        km = {"km": max(1, round(metres / 1000))}
        yield Reason(ReasonKind.PLACE_NEAR, WANTS["place"] / 2, km)
        return
    yield Reason(ReasonKind.PLACE_OTHER, -WANTS["place"])


def _shift(seeker: SeekerProfile, vacancy: VacancyProfile) -> Iterator[Reason]:
    wanted, offered = seeker.wanted_shift, vacancy.shift
    if wanted is None or offered is None:
        return
    if wanted == offered or Shift.FLEXIBLE in (wanted, offered):
        yield Reason(ReasonKind.SHIFT_FITS, WANTS["shift"], {"shift": offered.value})
    else:
        yield Reason(
            ReasonKind.SHIFT_DIFFERS, -WANTS["shift"], {"shift": offered.value}
        )


def _lodging_and_board(
    seeker: SeekerProfile, vacancy: VacancyProfile
) -> Iterator[Reason]:
    if seeker.wants_lodging:
        if vacancy.has_lodging:
            yield Reason(ReasonKind.LODGING, WANTS["lodging"])
        else:
            yield Reason(ReasonKind.LODGING_MISSING, -WANTS["lodging"])
    if seeker.wants_board:
        if vacancy.has_board:
            yield Reason(ReasonKind.BOARD, WANTS["board"])
        else:
            yield Reason(ReasonKind.BOARD_MISSING, -WANTS["board"])


def _coach(seeker: SeekerProfile, vacancy: VacancyProfile) -> Iterator[Reason]:
    """Yield the coach, without weight: where someone comes from moves no score."""
    if seeker.home_county[:6] in vacancy.coach_from:
        yield Reason(ReasonKind.COACH, 0.0)


def _demands(seeker: SeekerProfile, vacancy: VacancyProfile) -> Iterator[Reason]:
    if vacancy.headcount < 1:
        yield Reason(ReasonKind.NO_POSTS, -1.0)
    for name in sorted(vacancy.certificates & seeker.certificates):
        weight = ASKS["certificate"] / len(vacancy.certificates)
        yield Reason(ReasonKind.CERTIFICATE_HELD, weight, {"name": name})
    for name in sorted(vacancy.certificates - seeker.certificates):
        yield Reason(ReasonKind.CERTIFICATE_MISSING, -1.0, {"name": name})
    if 0 < seeker.schooling.rank < vacancy.schooling.rank:
        schooling = {"schooling": vacancy.schooling.value}
        yield Reason(ReasonKind.SCHOOLING_MISSING, -1.0, schooling)
    asked, has = vacancy.experience_months, seeker.experience_months
    if asked and has >= asked:
        yield Reason(ReasonKind.EXPERIENCE_MET, ASKS["experience"], {"months": has})
    elif asked:
        share = 1 - has / asked
        short = {"months": asked - has}
        yield Reason(ReasonKind.EXPERIENCE_SHORT, -ASKS["experience"] * share, short)
