"""A seeker's profile, as the person keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from models import Schooling, Seeker, Shift
from webapp.services import audit
from webapp.services.places import ensure_place
from webapp.services.search_engine import today

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.orm import Session

    from matcher.places.gazetteer import Gazetteer


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What a person says of themselves; places are codes, None where not said."""

    name: str
    phone: str
    wanted_title: str
    skills: str
    home_place_code: str | None
    wanted_place_code: str | None
    wanted_monthly_cents: int | None
    wanted_shift: Shift | None
    refuses_nights: bool
    reach_m: int | None
    wants_lodging: bool
    wants_board: bool
    schooling: Schooling
    experience_months: int
    certificates: list[str]
    available_from: dt.date | None
    is_looking: bool


def find_of_account(session: Session, account_id: int) -> Seeker | None:
    """Return an account's profile, None before there is one."""
    return session.scalar(select(Seeker).where(Seeker.account_id == account_id))


def save_profile(
    session: Session,
    gazetteer: Gazetteer,
    account_id: int,
    profile: Profile,
    *,
    now: dt.datetime,
) -> Seeker:
    """Store a profile; the first save makes it."""
    for code in (profile.home_place_code, profile.wanted_place_code):
        if code is not None:
            ensure_place(session, gazetteer, code)
    seeker = find_of_account(session, account_id)
    verb = "change"
    if seeker is None:
        seeker, verb = Seeker(account_id=account_id), "create"
        session.add(seeker)
    changed = []
    for field in Profile.__slots__:
        value = getattr(profile, field)
        if getattr(seeker, field) != value:
            setattr(seeker, field, value)
            changed.append(field)
    session.flush()
    if changed:
        audit.record(
            session, f"seeker.{verb}", seeker,
            account_id=account_id, now=now, detail={"fields": changed},
        )  # fmt: skip
    return seeker


def forget_ages(session: Session, *, now: dt.datetime) -> None:
    """Forget the birthday of those who are of age now."""
    session.execute(
        update(Seeker)
        .where(Seeker.minor_until <= today(now))
        .values(minor_until=None, updated_at=Seeker.updated_at)
    )
