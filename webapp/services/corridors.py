"""
The measured speeds that an office plans with: adopted corridor by corridor, and undone.

Every adoption is a row that is never changed but for its end: one sees what a plan was
made with, and who decided it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from models import CorridorSpeed
from routing.travel_times.measured import Corridor
from webapp.services import audit
from webapp.services.versions import StaleError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from models import Office
    from routing.travel_times.measured import MeasuredSpeed

COUNTY_DIGITS = 6  # of a place's code; what follows is the township
FEWEST_DRIVES = 3  # fewer are no measurement


class TooFewDrivesError(Exception):
    """The speed rests on fewer drives than ``FEWEST_DRIVES``."""


def corridor_of(place_code: str, site_id: int) -> Corridor:
    """Return the corridor of people who board at a place, in its county's name."""
    return Corridor(place_code[:COUNTY_DIGITS], str(site_id))


def adopted_speeds(
    session: Session, office_id: int, at: dt.datetime | None = None
) -> dict[Corridor, float]:
    """Return the speeds in km/h that an office plans with, now or at a moment."""
    query = select(CorridorSpeed).where(CorridorSpeed.office_id == office_id)
    if at is None:
        query = query.where(CorridorSpeed.ended_at.is_(None))
    else:
        query = query.where(
            CorridorSpeed.adopted_at <= at,
            or_(CorridorSpeed.ended_at.is_(None), CorridorSpeed.ended_at > at),
        )
    return {
        corridor_of(row.place_code, row.site_id): row.km_h
        for row in session.scalars(query)
    }


def list_holding(session: Session, office_id: int) -> Sequence[CorridorSpeed]:
    """Return the adoptions of an office that hold now."""
    return session.scalars(
        select(CorridorSpeed)
        .where(CorridorSpeed.office_id == office_id, CorridorSpeed.ended_at.is_(None))
        .order_by(CorridorSpeed.place_code, CorridorSpeed.site_id)
    ).all()


def list_ended(
    session: Session, office_id: int, limit: int = 50
) -> Sequence[CorridorSpeed]:
    """Return the adoptions of an office that hold no more, the latest ended first."""
    return session.scalars(
        select(CorridorSpeed)
        .where(
            CorridorSpeed.office_id == office_id, CorridorSpeed.ended_at.is_not(None)
        )
        .order_by(CorridorSpeed.ended_at.desc(), CorridorSpeed.id.desc())
        .limit(limit)
    ).all()


def adopt(
    session: Session,
    office: Office,
    measured: MeasuredSpeed,
    *,
    account_id: int | None,
    now: dt.datetime,
) -> CorridorSpeed:
    """
    Plan with a measured speed from now on, instead of what held before.

    Raises
    ------
    TooFewDrivesError
        When it rests on too few drives.
    """
    if measured.km_h is None or measured.drives < FEWEST_DRIVES:
        msg = f"Expected {FEWEST_DRIVES} drives or more, got {measured.drives}."
        raise TooFewDrivesError(msg)
    _lock(session, office)
    place_code, site_id = measured.corridor.start, int(measured.corridor.end)
    held = _find_holding(session, office, place_code, site_id)
    if held is not None:
        held.ended_at, held.ended_by_id = now, account_id
        session.flush()
    row = CorridorSpeed(
        office_id=office.id,
        place_code=place_code,
        site_id=site_id,
        km_h=round(measured.km_h, 1),
        drives=measured.drives,
        days=measured.days,
        adopted_at=now,
        adopted_by_id=account_id,
    )
    session.add(row)
    session.flush()
    audit.record(
        session,
        "speed.adopt",
        row,
        account_id=account_id,
        now=now,
        detail={"km_h": row.km_h, "drives": row.drives},
    )
    return row


def end(
    session: Session,
    office: Office,
    row: CorridorSpeed,
    *,
    account_id: int | None,
    now: dt.datetime,
) -> None:
    """
    Plan with the engine's own time again.

    Raises
    ------
    StaleError
        When a colleague has ended it before.
    """
    _lock(session, office)
    session.refresh(row, ["ended_at"])
    if row.ended_at is not None:
        msg = f"Corridor speed {row.id} holds no more."
        raise StaleError(msg)
    row.ended_at, row.ended_by_id = now, account_id
    session.flush()
    audit.record(
        session,
        "speed.end",
        row,
        account_id=account_id,
        now=now,
        detail={"km_h": row.km_h},
    )


def _lock(session: Session, office: Office) -> None:
    """Let one dispatcher of an office decide at a time."""
    session.refresh(office, ["name"], with_for_update={"key_share": True})


def _find_holding(
    session: Session, office: Office, place_code: str, site_id: int
) -> CorridorSpeed | None:
    return session.scalars(
        select(CorridorSpeed).where(
            CorridorSpeed.office_id == office.id,
            CorridorSpeed.place_code == place_code,
            CorridorSpeed.site_id == site_id,
            CorridorSpeed.ended_at.is_(None),
        )
    ).one_or_none()
