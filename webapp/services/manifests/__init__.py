"""The manifest of a trip as Excel and PDF, each export audited."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

from webapp.services import audit
from webapp.services.manifests.content import (
    Manifest,
    ManifestError,
    ReasonMissingError,
    compose,
)

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.orm import Session

    from models import Trip

__all__ = [
    "File",
    "Form",
    "Manifest",
    "ManifestError",
    "ReasonMissingError",
    "compose",
    "export",
    "file_name",
    "required_reason",
    "write",
]

REASON_MIN_CHARACTERS = 4


class Form(enum.StrEnum):
    """The file forms of a manifest."""

    XLSX = "xlsx"
    PDF = "pdf"

    @property
    def mimetype(self) -> str:
        """Return the media type of a file of this form."""
        if self is Form.PDF:
            return "application/pdf"
        return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class File:
    """A file to hand out; its name holds nobody's data."""

    name: str
    mimetype: str
    content: bytes


def export(
    session: Session,
    trip: Trip,
    form: Form,
    *,
    is_full: bool,
    reason: str = "",
    account_id: int | None,
    now: dt.datetime,
) -> File:
    """
    Return a trip's manifest as a file, and record who took it and why.

    Raises
    ------
    ReasonMissingError
        When the full form is asked for without a reason of a few characters.
    ManifestError
        When a booked party's stop is not one of the trip's.
    """
    reason = required_reason(reason, is_full=is_full)
    manifest = compose(session, trip, is_full=is_full, now=now)
    audit.record(
        session,
        "manifest.export",
        trip,
        account_id=account_id,
        now=now,
        detail={
            "form": form.value,
            "full": is_full,
            "reason": reason,
            "riders": manifest.riders,
        },
    )
    return File(
        name=file_name(manifest, form),
        mimetype=form.mimetype,
        content=write(manifest, form),
    )


def required_reason(reason: str, *, is_full: bool) -> str:
    """
    Return the reason, tidied.

    Raises
    ------
    ReasonMissingError
        When names are wanted in full and it has fewer than a few characters.
    """
    reason = reason.strip()
    if is_full and len(reason) < REASON_MIN_CHARACTERS:
        msg = f"Say in at least {REASON_MIN_CHARACTERS} characters what it is for."
        raise ReasonMissingError(msg)
    return reason


def write(manifest: Manifest, form: Form) -> bytes:
    """Return a manifest's bytes; the libraries are loaded when they are needed."""
    if form is Form.PDF:
        from webapp.services.manifests.paper import write_pdf

        return write_pdf(manifest)
    from webapp.services.manifests.excel import write_workbook

    return write_workbook(manifest)


def file_name(manifest: Manifest, form: Form) -> str:
    """Return a file's name: the date, the trip, and whether it is the full form."""
    kind = "full" if manifest.is_full else "masked"
    date = f"{manifest.service_date:%Y-%m-%d}"
    return f"manifest-{date}-trip-{manifest.reference}-{kind}.{form}"
