"""
A company's papers: pictures and files, sealed on disk, for its people and the clerks.

What a file is says its beginning, not its name. New papers of a company that was
refused put it back among those that wait.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from models import Employer, EmployerPaper, EmployerStatus, PaperKind
from webapp.services import audit, uploads

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from pathlib import Path

    from sqlalchemy.orm import Session

LARGEST_BYTES = 5 * 1024 * 1024
MOST = 12
# How files begin -> what they are.
BEGINNINGS = {
    b"%PDF-": "application/pdf",
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
}


class PaperError(Exception):
    """
    A paper cannot be taken.

    PaperError
    ├── WrongKindError
    ├── TooLargeError
    └── TooManyError
    """


class WrongKindError(PaperError):
    """The file is neither PDF, JPEG nor PNG, or there is nothing in it."""


class TooLargeError(PaperError):
    """The file is larger than ``LARGEST_BYTES``."""


class TooManyError(PaperError):
    """The company has ``MOST`` papers here already."""


def list_of(session: Session, employer_id: int) -> Sequence[EmployerPaper]:
    """Return a company's papers, the latest first."""
    return session.scalars(
        select(EmployerPaper)
        .where(EmployerPaper.employer_id == employer_id)
        .order_by(EmployerPaper.id.desc())
    ).all()


def find(session: Session, employer_id: int, paper_id: int) -> EmployerPaper | None:
    """Return a company's own paper; None when it is another's or nobody's."""
    return session.scalars(
        select(EmployerPaper).where(
            EmployerPaper.id == paper_id, EmployerPaper.employer_id == employer_id
        )
    ).one_or_none()


def send(
    session: Session,
    folder: Path,
    employer: Employer,
    content: bytes,
    *,
    kind: PaperKind,
    name: str,
    account_id: int,
    now: dt.datetime,
) -> EmployerPaper:
    """
    Keep a paper for the clerks.

    Raises
    ------
    WrongKindError, TooLargeError, TooManyError
        When it cannot be taken; nothing is kept.
    """
    found = [kind for begin, kind in BEGINNINGS.items() if content.startswith(begin)]
    if not found:
        raise WrongKindError
    if len(content) > LARGEST_BYTES:
        raise TooLargeError
    session.refresh(employer, ["status"], with_for_update=True)
    kept = session.scalars(
        select(func.count(EmployerPaper.id)).where(
            EmployerPaper.employer_id == employer.id
        )
    ).one()
    if kept >= MOST:
        raise TooManyError
    paper = EmployerPaper(
        employer_id=employer.id,
        kind=kind,
        filename=name[-uploads.LONGEST_NAME :],
        content_type=found[0],
        size=len(content),
        token=uploads.store(folder, content),
        sent_at=now,
        sent_by_id=account_id,
    )
    session.add(paper)
    if employer.status is EmployerStatus.REFUSED:
        employer.status = EmployerStatus.PENDING
    session.flush()
    audit.record(
        session, "paper.send", employer, account_id=account_id, now=now,
        detail={"paper": paper.id, "kind": kind},
    )  # fmt: skip
    return paper


def read(folder: Path, paper: EmployerPaper) -> bytes:
    """
    Return what is in a paper.

    Raises
    ------
    webapp.services.uploads.GoneError
        When the file is not there, or is not the one that was sent.
    """
    return uploads.fetch(folder, paper.token)


def remove(
    session: Session,
    folder: Path,
    paper: EmployerPaper,
    *,
    account_id: int,
    now: dt.datetime,
) -> None:
    """Forget a paper that was sent by mistake."""
    uploads.forget(folder, paper.token)
    audit.record(
        session, "paper.remove", paper.employer, account_id=account_id, now=now,
        detail={"paper": paper.id, "kind": paper.kind},
    )  # fmt: skip
    session.delete(paper)
    session.flush()
