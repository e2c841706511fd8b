"""Which files were taken in, by whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from models import Account, ImportBatch, ImportKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class BatchLine:
    """A file that was taken in, and who did it; None at the command line."""

    batch: ImportBatch
    account: Account | None


def list_batches(
    session: Session, kinds: Iterable[ImportKind], limit: int = 20
) -> list[BatchLine]:
    """Return the files of these kinds, the latest first."""
    rows = session.execute(
        select(ImportBatch, Account)
        .outerjoin(Account, Account.id == ImportBatch.account_id)
        .where(ImportBatch.kind.in_(list(kinds)))
        .order_by(ImportBatch.id.desc())
        .limit(limit)
    )
    return [BatchLine(batch, account) for batch, account in rows]
