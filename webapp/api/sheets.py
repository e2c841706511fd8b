"""Spreadsheets of postings and rosters: sent, looked over, taken in whole or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models import ImportKind, Scope
from webapp.api.asking import at_once, found, own_employer
from webapp.api.operations import operation
from webapp.api.schemas import postings as schemas
from webapp.employer.riders import SHEETS as ROSTERS
from webapp.employer.sheets import SHEETS as POSTINGS
from webapp.extensions import db
from webapp.problems import ProblemError, wrong_field
from webapp.services import own_riders, uploads
from webapp.sheets import UnreadableError, folder

if TYPE_CHECKING:
    from werkzeug.datastructures import FileStorage

    from models import Campaign
    from webapp.services.uploads import Upload
    from webapp.sheets import Sheets


@operation(
    "POST", "/employer/sheets", "Send a spreadsheet of postings",
    tag="Postings", upload=True, answer=schemas.SheetPreview, status=201,
    scope=Scope.POSTINGS,
)  # fmt: skip
def send_sheet(file: FileStorage) -> schemas.SheetPreview:
    """Return what the file would do, row by row; nothing is stored."""
    own_employer()
    return _received(POSTINGS, file, ImportKind.VACANCIES)


@operation(
    "GET", "/employer/sheets/<token>", "Look at it once more",
    tag="Postings", answer=schemas.SheetPreview, scope=Scope.POSTINGS, kinds=("gone",),
)  # fmt: skip
def read_sheet(token: str) -> schemas.SheetPreview:
    """Return the preview; the file is kept for an hour."""
    return _preview(POSTINGS, _kept(POSTINGS, token))


@operation(
    "POST", "/employer/sheets/<token>", "Take it in",
    tag="Postings", answer=schemas.SheetResult, scope=Scope.POSTINGS,
    kinds=("gone", "stale"),
)  # fmt: skip
def take_sheet(token: str) -> schemas.SheetResult:
    """Take a file in, whole; when a row is refused, nothing."""
    return _taken(POSTINGS, _kept(POSTINGS, token))


@operation(
    "DELETE", "/employer/sheets/<token>", "Put it away",
    tag="Postings", scope=Scope.POSTINGS, kinds=("gone",),
)  # fmt: skip
def discard_sheet(token: str) -> None:
    """Forget a file; nothing was stored of it."""
    uploads.discard(folder(), _kept(POSTINGS, token))


@operation(
    "POST", "/employer/campaigns/<int:campaign_id>/rosters", "Send a roster",
    tag="Own riders", scope=Scope.RIDERS, upload=True, answer=schemas.SheetPreview,
    status=201, kinds=("campaign_over",),
)  # fmt: skip
def send_roster(campaign_id: int, file: FileStorage) -> schemas.SheetPreview:
    """Return what the roster would do, row by row; nothing is stored."""
    _open_campaign(campaign_id)
    return _received(ROSTERS, file, ImportKind.RIDERS, campaign_id)


@operation(
    "GET", "/employer/rosters/<token>", "Look at it once more",
    tag="Own riders", scope=Scope.RIDERS, answer=schemas.SheetPreview, kinds=("gone",),
)  # fmt: skip
def read_roster(token: str) -> schemas.SheetPreview:
    """Return the preview; the roster is kept for an hour."""
    return _preview(ROSTERS, _kept(ROSTERS, token))


@operation(
    "POST", "/employer/rosters/<token>", "Take it in",
    tag="Own riders", scope=Scope.RIDERS, answer=schemas.SheetResult,
    kinds=("gone", "stale", "campaign_over"),
)  # fmt: skip
def take_roster(token: str) -> schemas.SheetResult:
    """Take a roster in, whole; the same file again adds nothing."""
    kept = _kept(ROSTERS, token)
    _open_campaign(kept.campaign_id or 0)
    return _taken(ROSTERS, kept)


@operation(
    "DELETE", "/employer/rosters/<token>", "Put it away",
    tag="Own riders", scope=Scope.RIDERS, kinds=("gone",),
)  # fmt: skip
def discard_roster(token: str) -> None:
    """Forget a roster; nothing was stored of it."""
    uploads.discard(folder(), _kept(ROSTERS, token))


def _open_campaign(campaign_id: int) -> Campaign:
    employer, now = own_employer(), at_once()
    lines = own_riders.list_campaigns(db.session, employer, now)
    line = found(next((e for e in lines if e.campaign.id == campaign_id), None))
    campaign: Campaign = line.campaign
    if not own_riders.takes_rosters(campaign, employer, now):
        raise ProblemError("campaign_over")
    return campaign


def _received(
    sheets: Sheets, file: FileStorage, kind: ImportKind, campaign_id: int | None = None
) -> schemas.SheetPreview:
    try:
        kept = sheets.receive(file, kind, campaign_id=campaign_id)
    except UnreadableError as error:
        raise wrong_field("file", error.sentence) from error
    return _preview(sheets, kept)


def _kept(sheets: Sheets, token: str) -> Upload:
    own_employer()
    kept = sheets.find(token)
    if kept is None:
        raise ProblemError("gone")
    return kept


def _preview(sheets: Sheets, kept: Upload) -> schemas.SheetPreview:
    shown = sheets.shown(kept)
    return schemas.SheetPreview(
        token=kept.token,
        name=kept.name,
        is_applicable=shown["preview"].is_applicable,
        counts={str(outcome): n for outcome, n in shown["counts"].items()},
        rows=[
            schemas.SheetRow(
                number=row.number,
                outcome=row.outcome,
                label=row.label,
                messages=[shown["sentence"](each) for each in row.messages],
            )
            for row in shown["rows"]
        ],
        rows_left_out=shown["left_out"],
    )


def _taken(sheets: Sheets, kept: Upload) -> schemas.SheetResult:
    brought = sheets.bring_in(kept)
    if brought is None:
        raise ProblemError("stale")
    added, changed = brought
    return schemas.SheetResult(added=added, changed=changed)
