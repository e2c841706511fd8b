"""A spreadsheet of the company's own postings: sent, looked over, taken in."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from matcher.errors import MatcherError
from models import ImportKind
from webapp.collaborators import collaborators
from webapp.employer.blueprint import bp, own_employer
from webapp.employer.forms import PlainForm, SheetForm
from webapp.extensions import db
from webapp.fields import tidy_line
from webapp.security.sessions import current_account
from webapp.services import importing, uploads
from webapp.services.importing import Context, ImportFileError, Message, Outcome

if TYPE_CHECKING:
    from pathlib import Path

    from flask.typing import ResponseReturnValue

    from webapp.services.importing import Preview
    from webapp.services.uploads import Upload

ROWS_SHOWN = 300
KIND = ImportKind.VACANCIES


@bp.get("/sheets")
def sheets() -> str:
    """Show the form for a spreadsheet."""
    return _show(SheetForm())


@bp.post("/sheets")
def send_sheet() -> ResponseReturnValue:
    """Keep a spreadsheet for its preview."""
    form = SheetForm()
    if not form.validate():
        return _show(form), 422
    sent = form.file.data
    try:
        kept = uploads.keep(
            _folder(),
            sent.read(),
            name=tidy_line(sent.filename),
            kind=KIND.value,
            account_id=current_account().id,
            now=dt.datetime.now(dt.UTC),
        )
        _preview(kept)
    except uploads.TooLargeError:
        form.file.errors = [
            _("A file may have 10 MB. Split it, or leave pictures out.")
        ]
    except uploads.EmptyFileError:
        form.file.errors = [_("The file is empty.")]
    except ImportFileError as error:
        uploads.discard(_folder(), kept)
        form.file.errors = [_sentence(error.message)]
    else:
        return redirect(url_for("employer.sheet", token=kept.token))
    finally:
        # The preview has stored nothing that is to stay.
        db.session.rollback()
    return _show(form), 422


@bp.get("/sheets/<token>")
def sheet(token: str) -> ResponseReturnValue:
    """Show what a spreadsheet would do, row by row."""
    kept = _taken(token)
    if kept is None:
        return _gone()
    try:
        seen = _preview(kept)
    finally:
        db.session.rollback()
    rows = sorted(seen.rows, key=lambda row: (row.outcome != "refused", row.number))
    return render_template(
        "employer/sheet.html",
        preview=seen,
        upload=kept,
        rows=rows[:ROWS_SHOWN],
        left_out=max(0, len(rows) - ROWS_SHOWN),
        counts={outcome: seen.count(outcome) for outcome in Outcome},
        sentence=_sentence,
    )


@bp.post("/sheets/<token>")
def confirm_sheet(token: str) -> ResponseReturnValue:
    """Take a spreadsheet in, whole; the same one again adds nothing."""
    if not PlainForm().validate():
        abort(400)
    kept = _taken(token)
    if kept is None:
        return _gone()
    try:
        batch = importing.apply(
            db.session,
            KIND,
            kept.name,
            kept.content,
            context=_context(),
            gazetteer=collaborators().gazetteer,
            now=dt.datetime.now(dt.UTC),
        )
    except ImportFileError:
        # What stood in the way has come up since the preview: show it.
        db.session.rollback()
        return redirect(url_for("employer.sheet", token=token))
    added, changed = batch.added, batch.changed
    db.session.commit()
    uploads.discard(_folder(), kept)
    flash(
        _(
            "%(name)s is taken in: %(added)d rows added, %(changed)d changed.",
            name=kept.name,
            added=added,
            changed=changed,
        ),
        "success",
    )
    return redirect(url_for("employer.vacancies"))


@bp.post("/sheets/<token>/discard")
def discard_sheet(token: str) -> ResponseReturnValue:
    """Forget a spreadsheet; nothing was stored of it."""
    if not PlainForm().validate():
        abort(400)
    kept = _taken(token)
    if kept is None:
        return _gone()
    uploads.discard(_folder(), kept)
    flash(_("The file was put away; nothing was taken in."), "success")
    return redirect(url_for("employer.sheets"))


def _show(form: SheetForm) -> str:
    return render_template("employer/sheets.html", form=form)


def _folder() -> Path:
    return collaborators().settings.var_dir / "uploads"


def _taken(token: str) -> Upload | None:
    """Return the spreadsheet, None when it is gone or another account's."""
    try:
        kept = uploads.take(
            _folder(),
            token,
            account_id=current_account().id,
            now=dt.datetime.now(dt.UTC),
        )
    except uploads.GoneError:
        return None
    return kept if kept.kind == KIND.value else None


def _context() -> Context:
    """Return on whose behalf: the rows are the company's own, whatever they name."""
    try:
        occupations = collaborators().occupation_coder
    except MatcherError:
        occupations = None
    return Context(
        account_id=current_account().id,
        employer_id=own_employer().id,
        home_district=collaborators().settings.home_district,
        occupations=occupations,
    )


def _preview(kept: Upload) -> Preview:
    return importing.preview(
        db.session,
        KIND,
        kept.name,
        kept.content,
        context=_context(),
        gazetteer=collaborators().gazetteer,
        now=dt.datetime.now(dt.UTC),
    )


def _sentence(message: Message) -> str:
    """Return a message of the import in the language of the page."""
    return str(_(message.template) % dict(message.values))


def _gone() -> ResponseReturnValue:
    flash(
        _("This file is not kept any more: it was taken in or its hour is over."),
        "warning",
    )
    return redirect(url_for("employer.sheets"))
