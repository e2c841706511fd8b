"""A seeker's profile, as the person keeps it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from models import Seeker
from webapp.services import audit
from webapp.services.places import ensure_place
from webapp.services.search_engine import today

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping

    from sqlalchemy.orm import Session

    from matcher.places.gazetteer import Gazetteer
    from models import Account

ANSWERED_COLUMNS = frozenset(
    {
        "name", "phone", "wanted_title", "skills", "home_place_code",
        "wanted_place_code", "wanted_monthly_cents", "wanted_shift", "refuses_nights",
        "reach_m", "wants_lodging", "wants_board", "schooling", "experience_months",
        "certificates", "available_from", "companions", "is_looking",
    }
)  # fmt: skip


def find_of_account(session: Session, account_id: int) -> Seeker | None:
    """Return an account's profile, None before there is one."""
    return session.scalar(select(Seeker).where(Seeker.account_id == account_id))


def of_account(session: Session, account: Account, *, now: dt.datetime) -> Seeker:
    """Return an account's profile; an empty one is made when there is none yet."""
    seeker = find_of_account(session, account.id)
    if seeker is not None:
        return seeker
    seeker = Seeker(account_id=account.id, name=account.display_name)
    try:
        with session.begin_nested():
            session.add(seeker)
    except IntegrityError:
        # A double tap: the other request was first.
        return session.scalars(
            select(Seeker).where(Seeker.account_id == account.id)
        ).one()
    audit.record(session, "seeker.create", seeker, account_id=account.id, now=now)
    return seeker


def introduce(
    session: Session, account: Account, name: str, phone: str, *, now: dt.datetime
) -> Seeker:
    """
    Return an account's profile; without one, make one that only rides with us.

    It is shown to no employer: nothing was said of work.
    """
    known = find_of_account(session, account.id)
    seeker = known or of_account(session, account, now=now)
    if known is None:
        seeker.name, seeker.is_looking = name, False
    if not seeker.phone:
        seeker.phone = phone
    session.flush()
    return seeker


def save_answers(
    session: Session,
    gazetteer: Gazetteer,
    seeker: Seeker,
    questions: Collection[str],
    values: Mapping[str, Any],
    *,
    account_id: int,
    now: dt.datetime,
) -> list[str]:
    """
    Store what was answered, and note that it was; return the columns that changed.

    The audit log keeps which columns, never what is in them, and whether somebody
    else than the person answered.

    Parameters
    ----------
    values
        By column, only those of ``ANSWERED_COLUMNS``.
    account_id
        Who answered: the person, or a clerk in their place.

    Raises
    ------
    ValueError
        When a column is not a person's to answer.
    """
    if foreign := sorted(set(values) - ANSWERED_COLUMNS):
        msg = f"{foreign[0]} is no column that a person answers."
        raise ValueError(msg)
    # Two answers at once: neither may forget that the other was given.
    session.refresh(seeker, ["answered"], with_for_update=True)
    for column in ("home_place_code", "wanted_place_code"):
        if code := values.get(column):
            ensure_place(session, gazetteer, code)
    changed = [name for name, v in values.items() if getattr(seeker, name) != v]
    for name in changed:
        setattr(seeker, name, values[name])
    if fresh := [name for name in questions if name not in seeker.answered]:
        seeker.answered = [*seeker.answered, *fresh]
    session.flush()
    if changed:
        detail: dict[str, Any] = {"fields": changed}
        if account_id != seeker.account_id:
            detail["by_proxy"] = True
        audit.record(
            session, "seeker.change", seeker,
            account_id=account_id, now=now, detail=detail,
        )  # fmt: skip
    return changed


def forget_ages(session: Session, *, now: dt.datetime) -> None:
    """Forget the birthday of those who are of age now."""
    session.execute(
        update(Seeker)
        .where(Seeker.minor_until <= today(now))
        .values(minor_until=None, updated_at=Seeker.updated_at)
    )
