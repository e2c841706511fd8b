"""
Spreadsheets in three steps, for every role: kept, looked at, taken in.

A file is taken in whole or not at all. What may be in it, and on whose behalf it is
read, is the role's own: see ``Sheets``.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import flash
from flask_babel import gettext as _

from models import ImportKind
from webapp.collaborators import collaborators
from webapp.extensions import db
from webapp.fields import tidy_line
from webapp.security.sessions import current_account
from webapp.services import importing, uploads
from webapp.services.importing import ImportFileError, Message, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

    from flask_wtf.file import FileField
    from werkzeug.datastructures import FileStorage

    from webapp.services.importing import Context, Preview
    from webapp.services.uploads import Upload

ROWS_SHOWN = 300


class UnreadableError(Exception):
    """A file cannot be read; ``sentence`` says why, in the language of the page."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Sheets:
    """
    The spreadsheets that a role may send.

    Parameters
    ----------
    kinds
        Called at each request, since two roles may share the pages.
    context_of
        On whose behalf a file is read.
    """

    kinds: Callable[[], Collection[ImportKind]]
    context_of: Callable[[Upload], Context]

    def keep(
        self, field: FileField, kind: ImportKind, *, campaign_id: int | None = None
    ) -> Upload | None:
        """Keep a file for its preview; None when the field's errors say why not."""
        try:
            return self.receive(field.data, kind, campaign_id=campaign_id)
        except UnreadableError as error:
            field.errors = [error.sentence]
            return None

    def receive(
        self, sent: FileStorage, kind: ImportKind, *, campaign_id: int | None = None
    ) -> Upload:
        """
        Keep a file for its preview.

        Raises
        ------
        UnreadableError
            When it cannot be; nothing is kept.
        """
        try:
            kept = uploads.keep(
                folder(),
                sent.read(),
                name=tidy_line(sent.filename),
                kind=kind.value,
                campaign_id=campaign_id,
                account_id=current_account().id,
                now=dt.datetime.now(dt.UTC),
            )
        except uploads.TooLargeError as error:
            raise UnreadableError(
                _("A file may have 10 MB. Split it, or leave pictures out.")
            ) from error
        except uploads.EmptyFileError as error:
            raise UnreadableError(
                _("The file is empty. Fill it in, save it, and send it again.")
            ) from error
        context = self.context_of(kept)
        # Nobody who writes waits while the file is read.
        db.session.rollback()
        try:
            importing.expect_table(kind, kept.name, kept.content, context)
        except ImportFileError as error:
            uploads.discard(folder(), kept)
            raise UnreadableError(sentence(error.message)) from error
        return kept

    def find(self, token: str) -> Upload | None:
        """Return a file that this account sent here; None once it is gone."""
        try:
            kept = uploads.take(
                folder(),
                token,
                account_id=current_account().id,
                now=dt.datetime.now(dt.UTC),
            )
        except uploads.GoneError:
            return None
        return kept if kept.kind in self.kinds() else None

    def shown(self, kept: Upload) -> dict[str, Any]:
        """Return what ``sheet_preview.html`` shows; rows with a message first."""
        seen = self._read(kept)
        rows = sorted(
            seen.rows,
            key=lambda row: (row.outcome != "refused", not row.messages, row.number),
        )
        return {
            "preview": seen,
            "upload": kept,
            "rows": rows[:ROWS_SHOWN],
            "left_out": max(0, len(rows) - ROWS_SHOWN),
            "counts": {outcome: seen.count(outcome) for outcome in Outcome},
            "sentence": sentence,
        }

    def take_in(self, kept: Upload) -> bool:
        """Take a file in, whole, and say so; the same file again adds nothing."""
        brought = self.bring_in(kept)
        if brought is None:
            return False
        added, changed = brought
        flash(
            _(
                "%(name)s is taken in: %(added)d rows added, %(changed)d changed.",
                name=kept.name,
                added=added,
                changed=changed,
            ),
            "success",
        )
        return True

    def bring_in(self, kept: Upload) -> tuple[int, int] | None:
        """
        Take a file in, whole; return how many rows were added and changed.

        None when that cannot be: what stood in the way has come up since the preview,
        which shows it.
        """
        context = self.context_of(kept)
        # It begins anew when the words are checked: others write meanwhile.
        db.session.rollback()
        try:
            batch = importing.apply(
                db.session,
                ImportKind(kept.kind),
                kept.name,
                kept.content,
                context=context,
                gazetteer=collaborators().gazetteer,
                now=dt.datetime.now(dt.UTC),
            )
        except ImportFileError:
            db.session.rollback()
            return None
        brought = batch.added, batch.changed
        db.session.commit()
        uploads.discard(folder(), kept)
        return brought

    def put_away(self, kept: Upload) -> None:
        """Forget a file, and say so; nothing was stored of it."""
        uploads.discard(folder(), kept)
        flash(_("The file was put away; nothing was taken in."), "success")

    def _read(self, kept: Upload) -> Preview:
        try:
            return importing.preview(
                db.session,
                ImportKind(kept.kind),
                kept.name,
                kept.content,
                context=self.context_of(kept),
                gazetteer=collaborators().gazetteer,
                now=dt.datetime.now(dt.UTC),
            )
        finally:
            # A preview has stored nothing that is to stay.
            db.session.rollback()


def folder() -> Path:
    """Return where files lie, sealed."""
    return collaborators().settings.var_dir / "uploads"


def sentence(message: Message) -> str:
    """Return a message of the import in the language of the page."""
    return str(_(message.template) % dict(message.values))


def say_it_is_gone() -> None:
    """Say that a file is not kept any more."""
    flash(
        _("This file is not kept any more: it was taken in or its hour is over."),
        "warning",
    )
