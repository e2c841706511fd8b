"""Every manifest of a plan, or of a day of it, in one archive."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from models import TripStatus
from webapp.services import audit
from webapp.services.archives import pack
from webapp.services.manifests import Form, file_name, required_reason, write
from webapp.services.manifests.content import Manifest, compose

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from models import CharterPlan


def compose_all(
    session: Session,
    plan: CharterPlan,
    form: Form,
    *,
    is_full: bool,
    reason: str = "",
    day: dt.date | None = None,
    account_id: int | None,
    now: dt.datetime,
) -> list[Manifest]:
    """
    Return the manifests of a plan's published trips, and record who took them and why.

    Parameters
    ----------
    day
        On which the coaches leave; None for every day.

    Raises
    ------
    ReasonMissingError
        When the full form is asked for without a reason of a few characters.
    ManifestError
        When a booked party's stop is not one of its trip's.
    """
    reason = required_reason(reason, is_full=is_full)
    manifests = [
        compose(session, trip, is_full=is_full, now=now)
        for trip in plan.trips
        if trip.status is TripStatus.PUBLISHED and day in (None, trip.service_date)
    ]
    audit.record(
        session,
        "manifest.export_all",
        plan,
        account_id=account_id,
        now=now,
        detail={
            "form": form.value,
            "full": is_full,
            "reason": reason,
            "day": None if day is None else day.isoformat(),
            "trips": len(manifests),
            "riders": sum(manifest.riders for manifest in manifests),
        },
    )
    return manifests


def bundle(manifests: Sequence[Manifest], form: Form) -> bytes:
    """Return a ZIP of all manifests; it needs no session."""
    return pack(
        manifests,
        [file_name(manifest, form) for manifest in manifests],
        partial(write, form=form),
        is_slow=form is Form.PDF,
    )
