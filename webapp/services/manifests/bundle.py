"""
Every manifest of a plan in one archive.

A PDF takes half a second of a processor, so they are written two at a time in processes
of their own: pages stay quick meanwhile, and no transaction is open.
"""

from __future__ import annotations

import io
import zipfile
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from typing import TYPE_CHECKING

from models import TripStatus
from webapp.services import audit
from webapp.services.manifests import Form, file_name, required_reason, write
from webapp.services.manifests.content import Manifest, compose

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from models import CharterPlan

WRITERS = 2
# Fewer are written before another process has started.
WORTH_PROCESSES = 6


def compose_all(
    session: Session,
    plan: CharterPlan,
    form: Form,
    *,
    is_full: bool,
    reason: str = "",
    account_id: int | None,
    now: dt.datetime,
) -> list[Manifest]:
    """
    Return the manifests of a plan's published trips, and record who took them and why.

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
        if trip.status is TripStatus.PUBLISHED
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
            "trips": len(manifests),
            "riders": sum(manifest.riders for manifest in manifests),
        },
    )
    return manifests


def bundle(manifests: Sequence[Manifest], form: Form) -> bytes:
    """Return a ZIP of all manifests; it needs no session."""
    buffer = io.BytesIO()
    # They are compressed already.
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for manifest, content in zip(manifests, _written(manifests, form), strict=True):
            archive.writestr(file_name(manifest, form), content)
    return buffer.getvalue()


def _written(manifests: Sequence[Manifest], form: Form) -> list[bytes]:
    one = partial(write, form=form)
    if form is not Form.PDF or len(manifests) < WORTH_PROCESSES:
        return list(map(one, manifests))
    with ProcessPoolExecutor(WRITERS, mp_context=get_context("spawn")) as pool:
        return list(pool.map(one, manifests))
