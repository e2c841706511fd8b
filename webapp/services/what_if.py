"""
What if: one thing is otherwise than in a plan, and a run says what that changes.

A change makes rules of rules, so a plan made by one can be driven like any other.
"""

from __future__ import annotations

import enum
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from webapp.services.drafts import coaches_on_offer
from webapp.services.rules import CampaignRules, RulesError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy.orm import Session

    from models import CoachType

MINUTES_A_DAY = 1440
MOST_COACHES = 20
SHARES = (50, 60, 80, 100)
HOUR = 60


class ChangeError(ValueError):
    """The change leads to rules that there are not, or changes nothing."""


class Kind(enum.StrEnum):
    """What may be otherwise."""

    COACHES = "coaches"
    OCCUPANCY = "occupancy"
    STOPS = "stops"
    DEPARTURE = "departure"


@dataclass(frozen=True, slots=True)
class Change:
    """
    One thing that is otherwise.

    Parameters
    ----------
    amount
        For coaches, so many more of `coach_type_id`; for the occupancy, per cent of the
        seats; for stops, so many more pickups and gates, below 0 for fewer; for the
        departure, minutes after midnight.
    """

    kind: Kind
    amount: int
    coach_type_id: int | None = None

    @classmethod
    def tapped(cls, text: str) -> Change:
        """
        Return the change that a button stands for; see `tap`.

        Raises
        ------
        ChangeError
            When no button of ours says that.
        """
        try:
            kind, amount, coach = text.split(":")
            return cls(Kind(kind), int(amount), int(coach) if coach else None)
        except ValueError as error:
            msg = f"Expected a change such as occupancy:60:, got {text[:40]!r}."
            raise ChangeError(msg) from error

    @property
    def tap(self) -> str:
        """Return the change as the value of a button."""
        return f"{self.kind}:{self.amount}:{self.coach_type_id or ''}"

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Change | None:
        """Return the change that a plan stores; None for an ordinary run."""
        if not plain:
            return None
        return cls(**{**plain, "kind": Kind(plain["kind"])})

    def plain(self) -> dict[str, Any]:
        """Return the change as JSON can hold it, for `of`."""
        return asdict(self)

    def applied(self, rules: CampaignRules) -> CampaignRules:
        """
        Return the rules with the change.

        Raises
        ------
        ChangeError
            When the rules would be out of range, or the same as before.
        """
        try:
            changed = self._applied(rules)
        except RulesError as error:
            raise ChangeError(str(error)) from error
        if changed == rules:
            msg = "The change changes nothing."
            raise ChangeError(msg)
        return changed

    def _applied(self, rules: CampaignRules) -> CampaignRules:
        match self.kind:
            case Kind.COACHES:
                if self.coach_type_id is None or not 0 < self.amount <= MOST_COACHES:
                    msg = f"Expected 1 to {MOST_COACHES} coaches of a type."
                    raise ChangeError(msg)
                more = dict(rules.more_coaches)
                more[self.coach_type_id] = more.get(self.coach_type_id, 0) + self.amount
                return replace(rules, more_coaches=tuple(sorted(more.items())))
            case Kind.OCCUPANCY:
                return replace(rules, occupancy=self.amount / 100)
            case Kind.STOPS:
                return replace(
                    rules,
                    max_pickups=rules.max_pickups + self.amount,
                    max_dropoffs=rules.max_dropoffs + self.amount,
                )
            case Kind.DEPARTURE:
                if not 0 <= self.amount < MINUTES_A_DAY:
                    msg = "Expected a time of the day."
                    raise ChangeError(msg)
                hours, minutes = divmod(self.amount, 60)
                return replace(rules, depart_at=f"{hours:02d}:{minutes:02d}")


def coaches_to_add(session: Session, rules: CampaignRules) -> list[CoachType]:
    """Return the coach types of which one more is more, the smallest first."""
    offered = {coach.id for coach in coaches_on_offer(session, rules)}
    every = coaches_on_offer(session, CampaignRules())
    return [c for c in every if c.count is not None or c.id not in offered]


def choices(rules: CampaignRules, coaches: Iterable[CoachType]) -> list[Change]:
    """Return the changes that one tap asks, those that lead nowhere left out."""
    minute = rules.departs_s // 60
    asked = (
        *(Change(Kind.COACHES, 1, coach.id) for coach in coaches),
        *(Change(Kind.OCCUPANCY, share) for share in SHARES),
        *(Change(Kind.STOPS, amount) for amount in (1, -1)),
        *(Change(Kind.DEPARTURE, minute + by) for by in (-HOUR, HOUR)),
    )
    return [change for change in asked if _leads_somewhere(change, rules)]


def _leads_somewhere(change: Change, rules: CampaignRules) -> bool:
    try:
        change.applied(rules)
    except ChangeError:
        return False
    return True
