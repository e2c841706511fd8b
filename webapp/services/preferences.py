"""How a person wants the pages; kept with the account, beside the browser's cookie."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webapp.services import audit

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.orm import Session

    from models import Account


def keep_language(session: Session, account: Account, language: str) -> None:
    """Keep the language of an account's pages."""
    account.language = language
    session.flush()


def keep_large_type(session: Session, account: Account, is_on: bool) -> None:
    """Keep whether an account's pages are shown in large type."""
    account.has_large_type = is_on
    session.flush()


def rank_for(
    session: Session, account: Account, is_on: bool, *, now: dt.datetime
) -> None:
    """Order vacancies by the person's profile, or no longer; the change is recorded."""
    if account.is_ranked_for == is_on:
        return
    account.is_ranked_for = is_on
    session.flush()
    audit.record(
        session,
        "account.ranking",
        account,
        account_id=account.id,
        now=now,
        detail={"is_on": is_on},
    )
